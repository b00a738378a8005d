#if Kafka
/// What became of one topic of several.
public struct TopicOutcome: Sendable, Hashable {
    public let topic: String
    /// Nil when it was done.
    public let error: KafkaError?
}
#endif
