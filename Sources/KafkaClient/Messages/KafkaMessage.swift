#if Kafka
/// One message: what is sent, and what a consumer receives.
public struct KafkaMessage: Sendable, Hashable {
    public var topic: String
    /// Where it goes to or came from; nil when sending: chosen by the library from the key.
    public var partition: Int32?
    public var key: [UInt8]?
    /// Nil is a tombstone: on a compacted topic it deletes the key.
    public var value: [UInt8]?
    public var headers: [KafkaHeader]
    /// Milliseconds since 1970 UTC; nil when sending: the moment of sending.
    public var timestamp: Int64?
    /// The place in the partition; nil for a message to be sent.
    public var offset: Int64?

    public init(
        topic: String, partition: Int32? = nil, key: [UInt8]? = nil, value: [UInt8]?, headers: [KafkaHeader] = [],
        timestamp: Int64? = nil, offset: Int64? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
        self.offset = offset
    }

    /// The first header of that name whose value is text.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.text
    }

    /// Bytes of key and value: what windows count.
    var size: Int { (key?.count ?? 0) + (value?.count ?? 0) }
}
#endif
