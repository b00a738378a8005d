#if Kafka
/// A topic to be made.
public struct NewTopic: Sendable, Hashable {
    public var name: String
    /// Nil: as many as the brokers make by default.
    public var partitions: Int32?
    /// Brokers that keep each partition; nil: as many as by default.
    public var replicationFactor: Int32?
    /// Settings by Kafka's names, such as `retention.ms`.
    public var settings: [String: String]

    public init(
        _ name: String, partitions: Int32? = 1, replicationFactor: Int32? = nil, settings: [String: String] = [:]
    ) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.settings = settings
    }
}
#endif
