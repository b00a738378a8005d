#if Kafka
import Foundation
import LabValues
import Testing

/// Runs that deliver to a cluster behind TLS, with a certificate of their own, and with a login.
@Suite(
    .enabled(if: TestTools.have("noida-db", "kcat", "stunnel", "openssl", "setpriv"), "run scripts/setup.sh --tests"),
    .timeLimit(.minutes(10)))
struct KafkaSecurityTests {
    private static let secret = "Xyzzy-4711-plugh"

    /// Every message must be at the broker, once.
    private func check(_ ending: RunEnding, at broker: KafkaBroker, through servers: String) async throws {
        #expect(ending.exitCode == 0, "\(ending.errors)")
        try ending.checkCounts()
        let sink = "kafka:\(servers)"
        let emitted = try #require(ending.count("emitted", of: sink))
        #expect(ending.count("delivered", of: sink) == emitted)
        var seqs: [Int] = []
        for topic in ["echem_events", "echem_data"] {
            for message in try await broker.readAll(topic: topic) {
                let line = try #require(message.payload)
                seqs.append(try NumberedMessage(line: Array(line.utf8)).seq)
            }
        }
        #expect(seqs.sorted() == Array(1...emitted))
    }

    @Test(arguments: [false, true])
    func `a run delivers through TLS, with a certificate of its own where one is wanted`(
        wantsClientCertificate: Bool
    ) async throws {
        let bench = try await Bench()
        let broker = try await KafkaBroker.start()
        let front = try await TLSFront.start(before: broker.port, wantsClientCertificate: wantsClientCertificate)
        var environment = [
            "LAB_KAFKA_SECURITY_PROTOCOL": "SSL", "LAB_KAFKA_CA_FILE": front.certificates.authority.path,
        ]
        if wantsClientCertificate {
            environment["LAB_KAFKA_CERTIFICATE_FILE"] = front.certificates.client.path
            environment["LAB_KAFKA_KEY_FILE"] = front.certificates.clientKey.path
        }
        let ending = try await bench.run(
            "cyclic-voltammetry",
            Bench.quickScan + ["--publish", "kafka:\(front.bootstrap)", "--require-publishers"],
            environment: environment)
        try await check(ending, at: broker, through: front.bootstrap)
        #expect(front.proxy.counts.produceRequests > 0, "nothing went another way")
        await front.stop()
        await broker.stop()
    }

    @Test(arguments: [true, false])
    func `a run logs in with a password from a file or the environment, and shows it to nobody`(
        fromFile: Bool
    ) async throws {
        let bench = try await Bench()
        let broker = try await KafkaBroker.start()
        let front = try await TLSFront.start(before: broker.port)
        var environment = [
            "LAB_KAFKA_PROFILE": "production", "LAB_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "LAB_KAFKA_CA_FILE": front.certificates.authority.path, "LAB_KAFKA_USERNAME": "chemist",
            "LAB_KAFKA_TOPICS_CREATE": "true",
        ]
        let file = bench.directory.appending(path: "password")
        if fromFile {
            try Data("\(Self.secret)\n".utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            environment["LAB_KAFKA_PASSWORD_FILE"] = file.path
        } else {
            environment["LAB_KAFKA_PASSWORD"] = Self.secret
        }
        let ending = try await bench.run(
            "cyclic-voltammetry",
            Bench.quickScan + ["--publish", "kafka:\(front.bootstrap)", "--require-publishers"],
            environment: environment)
        try await check(ending, at: broker, through: front.bootstrap)
        #expect(!ending.everything.contains(Self.secret))
        #expect(try bench.files(holding: Self.secret) == (fromFile ? ["password"] : []))
        let shown = try await ProgramRun(
            "lab-runner", ["config", "check"], in: bench.directory, environment: environment
        ).ending()
        #expect(shown.exitCode == 0, "\(shown.errors)")
        #expect(!(shown.output + shown.errors).contains(Self.secret))
        await front.stop()
        await broker.stop()
    }
}
#endif
