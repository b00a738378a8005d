#if Kafka
import FoundationEssentials
import KafkaClient
import LabPublishing
import LabValues
import Testing

@testable import LabKafka

struct KafkaSettingsTests {
    /// Opens a sink with settings; nothing is there to connect to.
    private static func fault(
        _ values: [String: String], _ servers: String = "127.0.0.1:1"
    ) async throws -> (any LabFault)? {
        let settings = Settings(values.mapValues { Settings.Value($0, from: "lab.yaml:7") })
        let sink = try SinkAddress("kafka:\(servers)")
        do {
            let opening = PublisherOpening(sink, for: .test("bench-1"), settings: settings)
            await (try KafkaPublisher.open(opening)).close()
            return nil
        } catch let fault as any LabFault { return fault }
    }

    @Test(arguments: [
        "", "broker", "broker:", "broker:0", "broker:65536", "broker:x", ":9092", "a:1,,b:2", "[::1]", "::1:9092",
        "bro ker:9092",
    ]) func `a server that is none is refused`(servers: String) async throws {
        let fault = try #require(try await Self.fault([:], servers))
        #expect(fault.code == "invalid_input")
        #expect(fault.description.contains("“kafka:\(servers)”"))
    }

    @Test(arguments: ["broker:9092", "a:1,b:2", "[::1]:9092", "[2001:db8::1]:9092,b:2"])
    func `servers are taken, also with IPv6`(servers: String) async throws {
        #expect(try await Self.fault([:], servers) == nil)
    }

    @Test(arguments: [
        (["kafka.preset": "fast"], "kafka.preset"),
        (["kafka.properties.acksx": "1"], "kafka.properties.acksx"),
        (["kafka.properties.linger.ms": "-7"], "kafka.properties.linger.ms"),
        (["kafka.properties.acks": "1", "kafka.properties.enable.idempotence": "true"], "acks"),
        (["kafka.topics.events": "a b"], "kafka.topics.events"),
        (["kafka.topics.partitions": "0"], "kafka.topics.partitions"),
        (["kafka.caFile": "/nowhere/ca.pem"], "kafka.caFile"),
        (["kafka.passwordFile": "/nowhere/secret", "kafka.username": "u"], "kafka.passwordFile"),
        (["kafka.profile": "production"], "kafka.securityProtocol"),
        (["kafka.profile": "production", "kafka.securityProtocol": "SSL"], "kafka.securityProtocol (lab.yaml:7)"),
        (["kafka.securityProtocol": "SASL_SSL"], "kafka.username"),
        (["kafka.username": "u", "kafka.password": "p"], "kafka.securityProtocol"),
        (["kafka.username": "u"], "kafka.passwordFile"),
        (["kafka.password": "p"], "kafka.username"),
    ]) func `a setting that cannot be used is named with its source`(values: [String: String], name: String)
        async throws
    {
        let fault = try #require(try await Self.fault(values))
        #expect(fault.code == "invalid_input")
        #expect(fault.description.contains(name))
        #expect(!fault.description.contains("\n"))
    }

    @Test func `a misspelt property is told with the one that was meant`() async throws {
        let fault = try #require(try await Self.fault(["kafka.properties.message.timout.ms": "1"]))
        #expect(fault.hint?.contains("kafka.properties.message.timeout.ms") == true)
    }

    @Test func `no secret is shown, also not a mistyped one`() async throws {
        let secret = "hunter2hunter2"
        for values in [
            ["kafka.password": secret], ["kafka.username": "u", "kafka.password": secret],
            ["kafka.properties.sasl.password": secret, "kafka.securityProtocol": "SASL_SSL"],
            ["kafka.properties.sasl.pasword": secret], ["kafka.keyPassword": secret, "kafka.keyFile": "/nowhere/key"],
            ["kafka.properties.ssl.key.pem": secret, "kafka.securityProtocol": "SSL"],
        ] {
            let fault = try #require(try await Self.fault(values))
            #expect(!"\(fault) \(fault.hint ?? "")".contains(secret))
        }
    }

    @Test func `a secret file that others may read is refused`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "secret-\(UInt64.random(in: 0 ... .max))")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }  // a file of the system's temporary directory
        let values = [
            "kafka.username": "u", "kafka.passwordFile": path, "kafka.securityProtocol": "SASL_PLAINTEXT",
        ]
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data("hunter2".utf8), attributes: [.posixPermissions: 0o644]))
        let fault = try #require(try await Self.fault(values))
        #expect(fault.description.contains("kafka.passwordFile (lab.yaml:7)"))
        #expect(fault.hint?.contains("chmod 600") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(try await Self.fault(values) == nil)
    }

    @Test func `topics are created by themselves, but not in production`() throws {
        func creation(_ values: [String: String]) throws -> TopicCreation? {
            try KafkaSettings(servers: "a:1", Settings(values.mapValues { .init($0, from: "test") })).creation
        }
        let production = [
            "kafka.profile": "production", "kafka.securityProtocol": "SASL_SSL", "kafka.username": "u",
            "kafka.password": "p",
        ]
        #expect(try creation([:]) == TopicCreation(partitions: 1))
        #expect(try creation(["kafka.topics.partitions": "6"])?.partitions == 6)
        #expect(try creation(["kafka.topics.create": "false"]) == nil)
        #expect(try creation(production) == nil)
        #expect(try creation(production.merging(["kafka.topics.create": "true"]) { $1 }) == TopicCreation())
    }

    @Test func `the standard of each key is a value it takes`() async throws {
        let values = Dictionary(
            uniqueKeysWithValues: KafkaKeys.all.compactMap { key in key.standard.map { (key.name, $0) } })
        #expect(try await Self.fault(values) == nil)
        #expect(Set(KafkaKeys.all.map(\.name)).count == KafkaKeys.all.count)
        #expect(KafkaKeys.all.allSatisfy { $0.summary.hasSuffix(".") })
    }
}
#endif
