#if Kafka
import CRdKafka

/// Everything a client must know to reach a cluster, as one value that is checked before it is used.
///
/// ```swift
/// var configuration = try KafkaConfiguration(servers: "broker-1:9093,broker-2:9093")
/// configuration.security = .saslSSL
/// configuration.sasl = .init(.scramSHA256, username: "bench-3", password: try Secret(file: "/etc/lab/kafka.password"))
/// try configuration.validate()
/// ```
public struct KafkaConfiguration: Sendable {
    /// Where the cluster is asked for the first time.
    public var servers: [KafkaServer]
    /// What sending is tuned for.
    public var preset = Preset.reliable
    /// How strict the configuration must be.
    public var profile = Profile.development
    /// How the wire is protected.
    public var security = SecurityProtocol.plaintext
    /// Who logs in, for the two `SASL_…` protocols.
    public var sasl: SASLCredentials?
    /// A PEM file with the authorities that may sign the brokers' certificates; nil: those of the system.
    public var authorityFile: String?
    /// A PEM file with this client's certificate.
    public var certificateFile: String?
    /// A PEM file with this client's private key.
    public var keyFile: String?
    /// The password of the private key.
    public var keyPassword: Secret?
    /// The name under which brokers log this client.
    public var clientID = "kafka-client"
    /// How often statistics go to swift-metrics; nil: never.
    public var statisticsInterval: Duration?
    /// Properties of librdkafka by name; each overrides what the rest of this value says.
    ///
    /// - Source: `CONFIGURATION.md` of librdkafka.
    public var properties: [String: String] = [:]

    /// A configuration for a cluster known by at least one address.
    public init(servers: [KafkaServer]) { self.servers = servers }

    /// A configuration for a cluster known by addresses with commas between them.
    ///
    /// - Throws: ``KafkaError/badServer(_:)``, ``KafkaError/noServers``.
    public init(servers text: String) throws(KafkaError) { self.init(servers: try KafkaServer.list(text)) }

    /// Checks everything that can be known without a network: names, values, conflicts, files, credentials.
    ///
    /// The library alone knows its conflicts, so two clients without an address are made and destroyed. Blocks for some
    /// milliseconds.
    ///
    /// - Throws: the first fault, told in one sentence that shows no secret.
    public func validate() throws(KafkaError) {
        for role in [Handle.Role.producer, .consumer] {
            let client = try NativeConfiguration(self, for: role, isTrial: true).makeClient(role)
            rd_kafka_destroy(client)
        }
    }
}
#endif
