#if Kafka
import Foundation
import LabValues
import Testing

/// Everything that can be wrong about a cluster or what is said of it: one sentence each, before the first step.
@Suite(
    .enabled(if: TestTools.have("noida-db", "stunnel", "openssl", "setpriv", "cc"), "run scripts/setup.sh --tests"),
    .timeLimit(.minutes(10)))
struct KafkaConfigurationTests {
    /// A password, for one who looks where it went.
    private static let secret = "Xyzzy-4711-plugh"

    /// What is wrong about a cluster.
    enum Trouble: CaseIterable {
        case unknownHost, closedPort, silentHost, wrongAuthority, noAuthority, noClientCertificate, otherName
        case plainTextToTLS, encryptionToPlainText, wrongPassword, forbiddenTopic
    }

    /// A cluster that is no good, as long as its parts are held.
    private struct Ground {
        var servers: String
        var environment: [String: String] = [:]
        /// What the one sentence contains.
        var sentence: String
        /// What must go on living.
        var parts: [Any] = []
    }

    private func ground(for trouble: Trouble) async throws -> Ground {
        switch trouble {
        case .unknownHost:
            return Ground(servers: "no-such-host.invalid:9092", sentence: "is not known here")
        case .closedPort:
            return Ground(servers: "127.0.0.1:\(try LoopbackSocket.freePort())", sentence: "refused the connection")
        case .silentHost:
            let port = try LoopbackSocket.freePort()
            return Ground(
                servers: "127.0.0.1:\(port)", sentence: "did not answer within 10 s",
                parts: [try LoopbackSocket.listening(on: port)])
        case .wrongAuthority, .noAuthority, .noClientCertificate, .otherName: return try await sealedGround(trouble)
        case .plainTextToTLS:
            let front = try await TLSFront.start(before: try LoopbackSocket.freePort())
            return Ground(
                servers: front.bootstrap, sentence: "check the address, the security protocol", parts: [front])
        case .encryptionToPlainText:
            let broker = try await KafkaBroker.start()
            return Ground(
                servers: broker.bootstrap, environment: ["LAB_KAFKA_SECURITY_PROTOCOL": "SSL"],
                sentence: "No encrypted connection", parts: [broker])
        case .wrongPassword:
            let broker = try FakeSASLBroker.start()
            return Ground(
                servers: broker.bootstrap,
                environment: [
                    "LAB_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT", "LAB_KAFKA_USERNAME": "chemist",
                    "LAB_KAFKA_PASSWORD": Self.secret,
                ], sentence: "did not accept the user name and password", parts: [broker])
        case .forbiddenTopic:
            let broker = try await MockBroker.start()
            try await broker.createTopic("echem_events", partitions: 1)
            try await broker.createTopic("echem_data", partitions: 1)
            try await broker.refuse("echem_data", with: 29)
            return Ground(servers: broker.bootstrap, sentence: "may not use the topic “echem_data”", parts: [broker])
        }
    }

    private func sealedGround(_ trouble: Trouble) async throws -> Ground {
        let broker = try await KafkaBroker.start()
        let front = try await TLSFront.start(
            before: broker.port, names: trouble == .otherName ? "DNS:elsewhere.test" : "IP:127.0.0.1",
            wantsClientCertificate: trouble == .noClientCertificate)
        var environment = ["LAB_KAFKA_SECURITY_PROTOCOL": "SSL"]
        if trouble != .noAuthority {
            let authority =
                trouble == .wrongAuthority ? front.certificates.wrongAuthority : front.certificates.authority
            environment["LAB_KAFKA_CA_FILE"] = authority.path
        }
        return Ground(
            servers: front.bootstrap, environment: environment,
            sentence: trouble == .noClientCertificate ? "wants a certificate of this client" : "could not be verified",
            parts: [broker, front])
    }

    /// What the client library says is for those who write software.
    private func checkTone(_ ending: RunEnding, _ bench: Bench) throws {
        for noise in ["%3|", "%4|", "thrd:", "rdkafka", "GroupCoordinator"] {
            #expect(!ending.errors.contains(noise), "\(ending.errors)")
        }
        #expect(!ending.everything.contains(Self.secret))
        #expect(try bench.files(holding: Self.secret) == [])
    }

    @Test(arguments: Trouble.allCases)
    func `a cluster that is required and cannot be used keeps the run from beginning`(trouble: Trouble) async throws {
        let bench = try await Bench()
        let ground = try await ground(for: trouble)
        let ending = try await bench.run(
            "cyclic-voltammetry",
            Bench.quickScan + ["--publish", "kafka:\(ground.servers)", "--require-publishers"],
            environment: ground.environment)
        #expect(ending.exitCode == 4, "\(ending.errors)")
        #expect(ending.outcome == "refused" && ending.reason == "not_reachable")
        #expect(ending.message.contains(ground.sentence), "\(ending.message)")
        let lines = ending.errors.split(separator: "\n")
        #expect(lines.count == 2 && lines[0] == "error: \(ending.message)", "\(ending.errors)")
        #expect(try bench.state()["points_sent"]?.int ?? 0 == 0)
        #expect(!FileManager.default.fileExists(atPath: bench.directory.appending(path: "runs/trial").path))
        try checkTone(ending, bench)
        withExtendedLifetime(ground) {}
    }

    @Test(arguments: Trouble.allCases)
    func `a cluster that cannot be used is told before the first step, and its messages wait`(
        trouble: Trouble
    ) async throws {
        let bench = try await Bench()
        let ground = try await ground(for: trouble)
        let ending = try await bench.run(
            "cyclic-voltammetry", Bench.quickScan + ["--publish", "kafka:\(ground.servers)", "--drain", "1"],
            environment: ground.environment)
        #expect(ending.exitCode == 0, "\(ending.errors)")
        try ending.checkCounts()
        #expect(ending.count("pending", of: "kafka:\(ground.servers)") ?? 0 > 0)
        let lines = ending.errors.split(separator: "\n").map(String.init)
        let warnings = lines.filter { $0.hasPrefix("warning: ") }
        let sentence = trouble == .silentHost ? "did not answer within 2 s" : ground.sentence
        #expect(warnings.count == 1 && warnings[0].contains(sentence), "\(ending.errors)")
        let told = try #require(lines.firstIndex { $0.hasPrefix("warning: ") })
        let began = try #require(lines.firstIndex { $0.contains("step 1 ") })
        #expect(told < began)
        #expect(
            lines[told + 1].hasPrefix("  → The run goes on, and its messages wait in the outbox"), "\(ending.errors)")
        try checkTone(ending, bench)
        withExtendedLifetime(ground) {}
    }

    /// What is wrong in the configuration itself, and what the sentence contains.
    @Test(
        arguments: [
            ("kafka: { properties: { lingre.ms: 5 } }", "“kafka.properties.lingre.ms”", "kafka.properties.linger.ms"),
            ("kafka: { properties: { linger.ms: 99999999 } }", "from 0 to 900000", nil),
            ("kafka: { properties: { linger.ms: soon } }", "“soon”", nil),
            ("kafka: { profile: production }", "SASL_SSL, not PLAINTEXT", nil),
            ("kafka: { profile: production, securityProtocol: SSL }", "SASL_SSL, not SSL", nil),
            ("kafka: { securityProtocol: TLS }", "“TLS”", nil),
            ("kafka: { pasword: Xyzzy-4711-plugh }", "“kafka.pasword”", "kafka.password"),
            ("kafka: { properties: { sasl.pasword: Xyzzy-4711-plugh } }", "“kafka.properties.sasl.pasword”", nil),
            ("kafka: { securityProtocol: SASL_SSL, username: chemist, passwordFile: open.txt }", "others", "chmod 600"),
            ("kafka: { securityProtocol: SASL_SSL, username: chemist, passwordFile: none.txt }", "cannot be", nil),
            ("kafka: { securityProtocol: SSL, caFile: none.pem }", "none.pem", nil),
            ("kafka: { securityProtocol: SSL, caFile: open.txt }", "kafka.caFile", nil),
            ("kafka: { password: Xyzzy-4711-plugh }", "is secret", "chmod 600"),
        ] as [(String, String, String?)])
    func `a configuration that cannot be is refused with exit 2 in one sentence`(
        text: String, sentence: String, hint: String?
    ) async throws {
        let bench = try await Bench()
        let files = bench.directory
        try Data(Self.secret.utf8).write(to: files.appending(path: "open.txt"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: files.appending(path: "open.txt").path)
        try Data("\(text)\n".utf8).write(to: files.appending(path: "lab.yaml"))
        let ending = try await bench.run(
            "cyclic-voltammetry",
            Bench.quickScan + ["--publish", "kafka:127.0.0.1:9", "--config", "lab.yaml"])
        #expect(ending.exitCode == 2, "\(ending.errors)")
        #expect(ending.outcome == "refused" && ending.reason == "invalid_input")
        #expect(ending.message.contains(sentence), "\(ending.message)")
        if let hint { #expect(ending.report["error"]?["hint"]?.text?.contains(hint) == true, "\(ending.errors)") }
        let lines = ending.errors.split(separator: "\n")
        #expect(lines.first == "error: \(ending.message)" && lines.count <= 2, "\(ending.errors)")
        for noise in ["Configuration property", "librdkafka"] { #expect(!ending.errors.contains(noise)) }
        #expect(!ending.everything.contains(Self.secret))
        #expect(try bench.files(holding: Self.secret).filter { $0 != "lab.yaml" && $0 != "open.txt" } == [])
        #expect(try bench.state()["points_sent"]?.int ?? 0 == 0)
    }

    @Test(arguments: ["localhost:99999", "", "localhost", "two words:9092", "localhost:9092,"])
    func `an address that is none is refused with an example`(servers: String) async throws {
        let bench = try await Bench()
        let ending = try await bench.run(
            "cyclic-voltammetry", Bench.quickScan + ["--publish", "kafka:\(servers)", "--require-publishers"])
        #expect(ending.exitCode == 2, "\(ending.errors)")
        #expect(ending.message.contains("HOST:PORT"), "\(ending.message)")
        #expect(ending.report["error"]?["hint"]?.text?.contains("kafka:broker-1:9092") == true, "\(ending.errors)")
    }
}
#endif
