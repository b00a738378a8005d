#if Kafka
import CRdKafka
import Glibc

/// Finds out where the partitions of a topic end at this moment. Blocks.
struct TopicEnds {
    private let topic: String
    private let limit: Duration
    private let deadline: ContinuousClock.Instant

    init(_ topic: String, within limit: Duration) {
        self.topic = topic
        self.limit = limit
        deadline = .now + limit
    }

    /// Tries again until the limit has passed, unless waiting cannot help.
    func read(_ client: OpaquePointer) -> Result<[TopicPartition: Int64], KafkaError> {
        while true {
            let result = attempt(client)
            guard case .failure(let error) = result, error.isWorthWaiting else { return result }
            guard ContinuousClock.now < deadline else { return .failure(.noAnswer(within: limit)) }
            usleep(50_000)
        }
    }

    private var remaining: Duration { max(.milliseconds(1), deadline - ContinuousClock.now) }

    private func attempt(_ client: OpaquePointer) -> Result<[TopicPartition: Int64], KafkaError> {
        Result { () throws(KafkaError) in
            let metadata = try ClusterMetadata.read(client, topic: topic, within: remaining).get()
            guard let description = metadata.topics.first else {
                throw .refused(.unknownTopicOrPartition, subject: topic)
            }
            if let error = description.error { throw error }
            var ends: [TopicPartition: Int64] = [:]
            for partition in description.partitions {
                ends[TopicPartition(topic, partition.id)] = try end(of: partition.id, client)
            }
            return ends
        }
    }

    private func end(of partition: Int32, _ client: OpaquePointer) throws(KafkaError) -> Int64 {
        var (first, end) = (Int64(0), Int64(0))
        let code = rd_kafka_query_watermark_offsets(client, topic, partition, &first, &end, remaining.milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw .refused(KafkaErrorCode(code), subject: topic) }
        return end
    }
}

extension KafkaError {
    /// A topic that is not there does not come by waiting, although a producer may see it come.
    fileprivate var isWorthWaiting: Bool { isRetriable && code != .unknownTopicOrPartition }
}
#endif
