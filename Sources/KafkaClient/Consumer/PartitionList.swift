#if Kafka
import CRdKafka

/// A list of partitions with offsets in the library's own form.
struct PartitionList: ~Copyable {
    typealias Pointer = UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    private let pointer: Pointer

    init() { pointer = rd_kafka_topic_partition_list_new(4) }

    init(_ starts: [TopicPartition: StartingOffset]) {
        self.init()
        for (partition, start) in starts { add(partition, offset: start.native) }
    }

    init(_ partitions: some Sequence<TopicPartition>) {
        self.init()
        for partition in partitions { add(partition) }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    func add(_ partition: TopicPartition, offset: Int64 = Int64(RD_KAFKA_OFFSET_INVALID)) {
        rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition)?.pointee.offset = offset
    }

    /// Lends the list to one call; it is not freed meanwhile.
    borrowing func lend<Result>(_ body: (Pointer) throws -> Result) rethrows -> Result { try body(pointer) }

    /// The first complaint about a partition of this list.
    var complaint: KafkaError? { Self.rows(pointer).lazy.compactMap(\.error).first }

    /// The offsets that are known.
    var offsets: [TopicPartition: Int64] {
        let known = Self.rows(pointer).filter { $0.offset >= 0 }
        return Dictionary(known.map { ($0.partition, $0.offset) }) { $1 }
    }

    struct Row {
        let partition: TopicPartition
        let offset: Int64
        let error: KafkaError?
    }

    /// A copy of a list that belongs to somebody else.
    static func rows(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> [Row] {
        guard let list, let elements = list.pointee.elems else { return [] }
        return (0..<Int(list.pointee.cnt)).compactMap { index in
            let element = elements[index]
            guard let topic = element.topic.map({ String(cString: $0) }) else { return nil }
            let code = KafkaErrorCode(element.err)
            return Row(
                partition: TopicPartition(topic, element.partition), offset: element.offset,
                error: code == .none ? nil : .refused(code, subject: topic))
        }
    }
}

extension KafkaError {
    /// Takes an error object over and frees it; nil when there is none.
    init?(consuming error: OpaquePointer?, subject: String?) {
        guard let error else { return nil }
        self = .refused(KafkaErrorCode(rd_kafka_error_code(error)), subject: subject)
        rd_kafka_error_destroy(error)
    }
}
#endif
