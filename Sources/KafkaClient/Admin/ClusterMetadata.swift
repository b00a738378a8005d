#if Kafka
import CRdKafka

/// Brokers and topics, copied out of the library's memory.
struct ClusterMetadata: Sendable {
    let brokers: [BrokerDescription]
    let topics: [TopicDescription]

    /// Asks a broker. Blocks up to `limit`. Asking for all topics, or with a consumer, creates none.
    ///
    /// - Parameter topic: nil for all.
    static func read(
        _ client: OpaquePointer, topic: String?, within limit: Duration
    ) -> Result<ClusterMetadata, KafkaError> {
        var native: UnsafePointer<rd_kafka_metadata>?
        let subject = topic.flatMap { rd_kafka_topic_new(client, $0, nil) }
        defer { if let subject { rd_kafka_topic_destroy(subject) } }
        let code = KafkaErrorCode(
            rd_kafka_metadata(client, topic == nil ? 1 : 0, subject, &native, limit.milliseconds))
        guard code == .none, let native else {
            return .failure(code.isSilence ? .noAnswer(within: limit) : .refused(code, subject: topic))
        }
        defer { rd_kafka_metadata_destroy(native) }
        return .success(ClusterMetadata(copying: native.pointee))
    }

    private init(copying native: rd_kafka_metadata) {
        brokers = Self.list(native.brokers, native.broker_cnt).map { broker in
            BrokerDescription(id: broker.id, host: broker.host.map { String(cString: $0) } ?? "", port: broker.port)
        }
        topics = Self.list(native.topics, native.topic_cnt).map { TopicDescription(copying: $0) }
    }

    fileprivate static func list<Element>(_ start: UnsafeMutablePointer<Element>?, _ count: Int32) -> [Element] {
        Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(count)))
    }
}

extension TopicDescription {
    fileprivate init(copying native: rd_kafka_metadata_topic) {
        name = native.topic.map { String(cString: $0) } ?? ""
        partitions = ClusterMetadata.list(native.partitions, native.partition_cnt).map { partition in
            PartitionDescription(
                id: partition.id, leader: partition.leader < 0 ? nil : partition.leader,
                replicas: ClusterMetadata.list(partition.replicas, partition.replica_cnt),
                inSyncReplicas: ClusterMetadata.list(partition.isrs, partition.isr_cnt))
        }
        let code = KafkaErrorCode(native.err)
        error = code == .none ? nil : .refused(code, subject: name)
    }
}

extension KafkaErrorCode {
    /// Nobody answered; a connection may have told why.
    var isSilence: Bool { [.transport, .timedOut, .allBrokersDown, .timedOutQueue, .resolve].contains(self) }
}
#endif
