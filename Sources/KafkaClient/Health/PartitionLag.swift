#if Kafka
import CRdKafka

/// How far a reader is behind the end of a partition.
public struct PartitionLag: Sendable, Hashable {
    public let partition: TopicPartition
    /// The offset the next message to be written gets.
    public let end: Int64
    /// What the group committed; nil: nothing yet.
    public let committed: Int64?
    /// What the reader gets next; nil: nothing was read yet, or the reader is elsewhere.
    public let position: Int64?

    /// Messages that are not acknowledged yet; without a commit, that are not read yet. Nil when neither is known.
    public var lag: Int64? { (committed ?? position).map { max(0, end - $0) } }

    /// Asks for the ends. Blocks.
    static func read(
        _ partitions: [TopicPartition], positions: [TopicPartition: Int64], committed: [TopicPartition: Int64],
        _ client: OpaquePointer, within limit: Duration
    ) -> Result<[PartitionLag], KafkaError> {
        var lags: [PartitionLag] = []
        for partition in partitions {
            var (first, end) = (Int64(0), Int64(0))
            let code = rd_kafka_query_watermark_offsets(
                client, partition.topic, partition.partition, &first, &end, limit.milliseconds)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                return .failure(.refused(KafkaErrorCode(code), subject: partition.topic))
            }
            lags.append(
                .init(partition: partition, end: end, committed: committed[partition], position: positions[partition]))
        }
        return .success(lags)
    }
}
#endif
