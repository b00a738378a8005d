#if Kafka
import Foundation
import Testing

/// TLS before a broker, and a broker that refuses every password.
@Suite(.enabled(if: TestTools.have("noida-db", "kcat", "stunnel", "openssl"), "run scripts/setup.sh --tests"))
struct SecurityRigTests {
    @Test func `a client that trusts the authority writes and reads through TLS`() async throws {
        let broker = try await KafkaBroker.start()
        let front = try await TLSFront.start(before: broker.port)
        let client = Kcat(front.bootstrap, settings: front.clientSettings)
        try await client.produce(["sealed"], topic: "bench")
        #expect(try await client.readAll(topic: "bench").map(\.payload) == ["sealed"])
        #expect(front.proxy.counts.produceRequests == 1)
        await front.stop()
        await broker.stop()
    }

    @Test func `a client that trusts another authority refuses the broker`() async throws {
        let broker = try await KafkaBroker.start()
        let front = try await TLSFront.start(before: broker.port)
        var settings = front.clientSettings
        settings["ssl.ca.location"] = front.certificates.wrongAuthority.path
        let complaint = try await Kcat(front.bootstrap, settings: settings).complaint(about: ["-L", "-m", "2"])
        #expect(complaint?.contains("certificate verify failed") == true)
        #expect(front.proxy.counts.connections == 0 || front.proxy.counts.produceRequests == 0)
        await front.stop()
        await broker.stop()
    }

    @Test func `a certificate for another name is refused`() async throws {
        let broker = try await KafkaBroker.start()
        let front = try await TLSFront.start(before: broker.port, names: "DNS:elsewhere.test")
        let complaint = try await Kcat(front.bootstrap, settings: front.clientSettings)
            .complaint(about: ["-L", "-m", "2"])
        #expect(complaint?.contains("certificate verify failed") == true)
        await front.stop()
        await broker.stop()
    }

    @Test func `a client without the certificate that is wanted gets nothing`() async throws {
        let broker = try await KafkaBroker.start()
        let front = try await TLSFront.start(before: broker.port, wantsClientCertificate: true)
        #expect(
            try await Kcat(front.bootstrap, settings: front.clientSettings).complaint(about: ["-L", "-m", "2"]) != nil)
        #expect(
            try await Kcat(front.bootstrap, settings: front.identifiedClientSettings).complaint(about: ["-L"]) == nil)
        await front.stop()
        await broker.stop()
    }

    @Test(arguments: ["PLAIN", "SCRAM-SHA-256"])
    func `a wrong password is refused in the protocol's words`(mechanism: String) async throws {
        let broker = try FakeSASLBroker.start()
        let client = Kcat(
            broker.bootstrap,
            settings: [
                "security.protocol": "sasl_plaintext", "sasl.mechanism": mechanism, "sasl.username": "chemist",
                "sasl.password": "wrong",
            ])
        let complaint = try await client.complaint(about: ["-L", "-m", "2"])
        #expect(complaint?.contains("Invalid username or password") == true)
        #expect(broker.counts.refusals >= 1)
        #expect(broker.counts.connections >= broker.counts.refusals)
    }

    @Test func `a wrong password is refused behind TLS too`() async throws {
        let broker = try FakeSASLBroker.start()
        let front = try await TLSFront.start(before: broker.port)
        let secrets = ["sasl.mechanism": "PLAIN", "sasl.username": "chemist", "sasl.password": "wrong"]
        let settings = front.clientSettings.merging(secrets) { $1 }
            .merging(["security.protocol": "sasl_ssl"]) { $1 }
        let complaint = try await Kcat(front.bootstrap, settings: settings).complaint(about: ["-L", "-m", "2"])
        #expect(complaint?.contains("Invalid username or password") == true)
        await front.stop()
    }
}
#endif
