#if Kafka
import CRdKafka

extension KafkaAdmin {
    /// Where the partitions of a topic end at this moment: the offset the next message of each will get.
    ///
    /// - Throws: ``KafkaError/refused(_:subject:)`` with `UNKNOWN_TOPIC_OR_PART` at once when the topic is not there;
    ///   ``KafkaError/connection(_:server:cause:)`` or ``KafkaError/noAnswer(within:)`` when the limit passed first.
    public func ends(
        of topic: String, within limit: Duration = .seconds(10)
    ) async throws(KafkaError) -> [Int32: Int64] {
        let ends = try await ask { TopicEnds(topic, within: limit).read($0) }
        return Dictionary(uniqueKeysWithValues: ends.map { ($0.partition, $1) })
    }

    /// The first offset of each partition whose message is not older than `timestamp`; a partition without such a
    /// message is missing.
    ///
    /// - Parameter timestamp: milliseconds since 1970 UTC, by the clock that stamps the topic's messages: the senders',
    ///   or the brokers' with `message.timestamp.type=LogAppendTime`.
    /// - Throws: as ``ends(of:within:)``.
    public func offsets(
        of topic: String, partitions: some Collection<Int32> & Sendable, since timestamp: Int64,
        within limit: Duration = .seconds(10)
    ) async throws(KafkaError) -> [Int32: Int64] {
        let partitions = Array(partitions)
        return try await ask { client in
            let list = PartitionList()
            for partition in partitions { list.add(TopicPartition(topic, partition), offset: timestamp) }
            let code = KafkaErrorCode(list.lend { rd_kafka_offsets_for_times(client, $0, limit.milliseconds) })
            if code == .timedOut { return .failure(.noAnswer(within: limit)) }
            if code != .none { return .failure(.refused(code, subject: topic)) }
            if let complaint = list.complaint { return .failure(complaint) }
            return .success(Dictionary(uniqueKeysWithValues: list.offsets.map { ($0.partition, $1) }))
        }
    }
}
#endif
