#if Kafka
public import KafkaClient
public import LabValues

/// What the configuration says about Kafka, read once and checked as far as that goes without a network.
public struct KafkaSettings: Sendable {
    /// How the cluster is reached.
    public let configuration: KafkaConfiguration
    /// Which topic a message goes to.
    public let layout: TopicLayout
    /// Whether and how missing topics are created.
    public let creation: TopicCreation?
    /// A trace that every message belongs to.
    public let traceID: String?
    /// What the operator should know although it can be used, in sentences.
    public let notices: [String]

    /// Reads and checks the settings. Blocks for some milliseconds, and for the files that are named.
    ///
    /// - Parameter servers: `HOST:PORT[,HOST:PORT…]`, an IPv6 address in brackets.
    /// - Throws: `SettingFault` or `KafkaFault`, in one sentence that shows no secret.
    public init(servers: String, _ settings: Settings) throws {
        let reader = KafkaSettingsReader(settings)
        configuration = try reader.configuration(servers)
        layout = try reader.layout()
        creation = try reader.creation(configuration.profile)
        traceID = try settings.text(KafkaKeys.traceID)
        do { try configuration.validate() } catch { throw reader.fault(error) }
        notices = reader.notices(configuration)
    }
}

/// How a topic that is missing is made.
public struct TopicCreation: Sendable, Hashable {
    /// The number of its partitions.
    public var partitions: Int
    /// The number of its copies; nil: what the brokers have as their default.
    public var replicationFactor: Int?

    /// Topics of so many partitions and copies.
    public init(partitions: Int = 1, replicationFactor: Int? = nil) {
        (self.partitions, self.replicationFactor) = (partitions, replicationFactor)
    }
}
#endif
