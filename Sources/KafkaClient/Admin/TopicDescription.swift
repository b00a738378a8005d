#if Kafka
/// A topic as the cluster tells it.
public struct TopicDescription: Sendable, Hashable {
    public let name: String
    public let partitions: [PartitionDescription]
    /// What the cluster complains of for this topic.
    public let error: KafkaError?

    /// True for topics of the cluster's own, such as `__consumer_offsets`.
    public var isInternal: Bool { name.hasPrefix("__") }
}

/// A partition as the cluster tells it.
public struct PartitionDescription: Sendable, Hashable {
    public let id: Int32
    /// The broker that takes messages; nil: none at the moment.
    public let leader: Int32?
    /// The brokers that keep it.
    public let replicas: [Int32]
    /// Those of them that have everything.
    public let inSyncReplicas: [Int32]
}
#endif
