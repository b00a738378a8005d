#if Kafka
/// The headers that make a message a request or a reply.
///
/// - Source: `KafkaHeaders` of Spring for Apache Kafka, whose `ReplyingKafkaTemplate` and `@SendTo` use them; so does the
///   Kafka transport of NestJS.
public enum RequestHeader {
    /// What a request and its replies have in common; any bytes, 16 random ones here.
    public static let correlationID = "kafka_correlationId"
    /// Where replies go: the name of a topic, in UTF-8.
    public static let replyTopic = "kafka_replyTopic"
    /// The partition of that topic: four bytes, the highest first; digits are understood too, as NestJS writes them.
    public static let replyPartition = "kafka_replyPartition"
}

extension KafkaMessage {
    /// What this request and its replies have in common; nil when it is neither.
    public var correlationID: CorrelationID? {
        get { bytes(of: RequestHeader.correlationID).flatMap { CorrelationID($0) } }
        set { set(RequestHeader.correlationID, newValue?.bytes) }
    }

    /// Where replies to this request go; nil when it wants none.
    public var replyPlace: ReplyPlace? {
        get {
            guard let topic = header(RequestHeader.replyTopic), !topic.isEmpty else { return nil }
            return ReplyPlace(topic, partition: bytes(of: RequestHeader.replyPartition).flatMap(Self.partition))
        }
        set {
            set(RequestHeader.replyTopic, newValue.map { Array($0.topic.utf8) })
            set(RequestHeader.replyPartition, newValue?.partition.map(Self.bytes))
        }
    }

    private func bytes(of name: String) -> [UInt8]? { headers.first { $0.name == name }?.value }

    private mutating func set(_ name: String, _ value: [UInt8]?) {
        headers.removeAll { $0.name == name }
        if let value { headers.append(KafkaHeader(name, value)) }
    }

    private static func bytes(_ partition: Int32) -> [UInt8] {
        withUnsafeBytes(of: partition.bigEndian) { Array($0) }
    }

    /// Four digits could be four bytes too, but no topic has 800 million partitions.
    private static func partition(_ bytes: [UInt8]) -> Int32? {
        let isText = bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if isText { return Int32(String(decoding: bytes, as: UTF8.self)) }
        guard bytes.count == 4 else { return nil }
        let number = Int32(bitPattern: bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        return number >= 0 ? number : nil
    }
}
#endif
