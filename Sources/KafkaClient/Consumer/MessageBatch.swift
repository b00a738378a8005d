#if Kafka
/// What one ``KafkaConsumer/fetch(max:within:)`` found.
public struct MessageBatch: Sendable {
    /// In order within each partition.
    public let messages: [ConsumedMessage]
    /// True unless every partition had been read to its end.
    public let hasMore: Bool

    /// Acknowledges every message.
    ///
    /// - Returns: false when at least one was not this reader's any more.
    @discardableResult public func acknowledge() -> Bool {
        messages.reduce(true) { $1.acknowledge() && $0 }
    }
}
#endif
