#if Kafka
/// Where replies go: a topic, or one partition of it.
public struct ReplyPlace: Sendable, Hashable, CustomStringConvertible {
    public var topic: String
    /// Nil: any partition.
    public var partition: Int32?

    /// A place.
    public init(_ topic: String, partition: Int32? = nil) { (self.topic, self.partition) = (topic, partition) }

    /// `TOPIC`, or `TOPIC/PARTITION`.
    public var description: String { topic + (partition.map { "/\($0)" } ?? "") }
}
#endif
