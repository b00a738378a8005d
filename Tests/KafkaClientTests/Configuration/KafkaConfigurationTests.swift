#if Kafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(1)))
struct KafkaConfigurationTests {
    private func configuration(_ properties: [String: String] = [:]) throws -> KafkaConfiguration {
        var configuration = try KafkaConfiguration(servers: "127.0.0.1:9092")
        configuration.properties = properties
        return configuration
    }

    @Test(arguments: KafkaConfiguration.Preset.allCases)
    func `every preset is accepted, idempotent, and confirmed by all replicas`(
        _ preset: KafkaConfiguration.Preset
    ) throws {
        var configuration = try configuration()
        configuration.preset = preset
        try configuration.validate()
        #expect(configuration.isIdempotent && !configuration.voidsAcknowledgement)
        let settings = configuration.settings(for: .producer)
        #expect(settings.contains { $0 == ("acks", "all") })
        #expect(settings.contains { $0 == ("enable.idempotence", "true") })
        #expect(settings.contains { $0 == ("message.timeout.ms", "0") })
    }

    @Test func `an unknown property is told with the nearest name`() throws {
        #expect(throws: KafkaError.unknownProperty("linger.sm", nearest: "linger.ms")) {
            try configuration(["linger.sm": "5"]).validate()
        }
        #expect(throws: KafkaError.unknownProperty("message.timeuot.ms", nearest: "message.timeout.ms")) {
            try configuration(["message.timeuot.ms": "5"]).validate()
        }
        #expect(throws: KafkaError.unknownProperty("quark", nearest: nil)) {
            try configuration(["quark": "up"]).validate()
        }
    }

    @Test(arguments: [
        ("linger.ms", "-5"), ("acks", "many"), ("socket.timeout.ms", "soon"), ("compression.codec", "rar"),
    ])
    func `a value out of range is told with its name`(_ name: String, _ value: String) throws {
        #expect {
            try configuration([name: value]).validate()
        } throws: {
            "\($0)".contains("“\(value)” is not a value for “\(name)”")
        }
    }

    @Test func `properties that exclude each other are refused`() throws {
        #expect {
            try configuration(["enable.idempotence": "true", "acks": "1"]).validate()
        } throws: {
            "\($0)".contains("contradicts itself") && "\($0)".contains("acks")
        }
        #expect(throws: KafkaError.self) { try configuration(["max.in.flight": "50"]).validate() }
    }

    @Test(arguments: ["0", "1"])
    func `an acknowledgement that promises nothing is allowed and said`(_ acks: String) throws {
        let configuration = try configuration(["acks": acks])
        try configuration.validate()
        #expect(configuration.voidsAcknowledgement)
        #expect(try !self.configuration(["acks": "-1"]).voidsAcknowledgement)
    }

    @Test func `production wants encryption, a login and verified brokers`() throws {
        var configuration = try configuration()
        configuration.profile = .production
        #expect(throws: KafkaError.productionNeedsEncryption("PLAINTEXT")) { try configuration.validate() }
        configuration.security = .saslSSL
        #expect(throws: KafkaError.credentialsMissing("SASL_SSL")) { try configuration.validate() }
        configuration.sasl = .init(.scramSHA512, username: "bench", password: Secret("x"))
        try configuration.validate()
        configuration.properties = ["security.protocol": "plaintext"]
        #expect(throws: KafkaError.productionNeedsEncryption("PLAINTEXT")) { try configuration.validate() }
        configuration.properties = ["enable.ssl.certificate.verification": "false"]
        #expect(throws: KafkaError.productionNeedsVerification("enable.ssl.certificate.verification")) {
            try configuration.validate()
        }
    }

    @Test func `a login that would not be used is refused`() throws {
        var configuration = try configuration()
        configuration.sasl = .init(username: "bench", password: Secret("x"))
        #expect(throws: KafkaError.credentialsUnused("PLAINTEXT")) { try configuration.validate() }
    }

    @Test func `a certificate file that is missing or none is told`() throws {
        var configuration = try configuration()
        configuration.security = .ssl
        configuration.authorityFile = "/nowhere/ca.pem"
        #expect {
            try configuration.validate()
        } throws: {
            "\($0)" == "The file /nowhere/ca.pem of “ssl.ca.location” cannot be read: No such file or directory."
        }
        configuration.authorityFile = "/etc/hostname"
        #expect(throws: KafkaError.self) { try configuration.validate() }
    }
}
#endif
