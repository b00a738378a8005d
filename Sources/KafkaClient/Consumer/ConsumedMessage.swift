#if Kafka
public import Logging

/// A message as a consumer delivers it.
public struct ConsumedMessage: Sendable {
    /// The message itself; its `partition` and `offset` are never nil here.
    public let message: KafkaMessage
    public let topicPartition: TopicPartition
    /// The place in the partition.
    public let offset: Int64
    let assignment: Int
    let core: ConsumerCore

    public var topic: String { topicPartition.topic }
    public var partition: Int32 { topicPartition.partition }
    public var key: [UInt8]? { message.key }
    /// Nil is a tombstone.
    public var value: [UInt8]? { message.value }
    public var headers: [KafkaHeader] { message.headers }
    /// Milliseconds since 1970 UTC, where the broker tells.
    public var timestamp: Int64? { message.timestamp }
    /// The trace this message belongs to, from the header `X-Trace-ID`.
    public var traceID: String? { message.traceID }

    /// Says that this message is dealt with: after a restart its group does not get it again, once all before it in its
    /// partition are acknowledged too.
    ///
    /// Quick: the place is noted here and committed by the library every ``KafkaConsumer/Options/commitInterval``, at
    /// ``KafkaConsumer/commit(within:)`` and at ``KafkaConsumer/close(within:)``.
    ///
    /// - Returns: false when the partition was taken away or moved since: somebody will get the message again.
    @discardableResult public func acknowledge() -> Bool { core.acknowledge(self) }
}

extension Logger {
    /// This logger, naming the message's trace in every line as `trace_id`; unchanged when it has none.
    public func with(traceOf message: ConsumedMessage) -> Logger { with(traceOf: message.message) }
}
#endif
