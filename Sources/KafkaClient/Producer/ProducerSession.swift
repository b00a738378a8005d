#if Kafka
import CRdKafka
import Logging

/// The life of one client: its topics, and the reports that belong to it.
final class ProducerSession: @unchecked Sendable {
    // @unchecked: `topics` is used only under the producer's lock, and by `deinit`.
    let handle: Handle
    let reports: DeliveryReports
    private var topics: [String: OpaquePointer] = [:]

    init(
        _ configuration: KafkaConfiguration, logger: Logger, reports: DeliveryReports,
        onFatal: @escaping @Sendable (KafkaErrorCode) -> Void
    ) throws(KafkaError) {
        self.reports = reports
        handle = try Handle(
            .producer, configuration, logger: logger, trouble: reports.trouble, onFatal: onFatal
        ) { event in
            if rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR { reports.take(event) }
        } after: {
            reports.announce()
        }
    }

    deinit {
        for topic in topics.values { rd_kafka_topic_destroy(topic) }
    }

    /// A topic of this client; one that is new is asked about at once, or its first message would wait for a second.
    func topic(_ name: String) throws(KafkaError) -> OpaquePointer {
        if let topic = topics[name] { return topic }
        let topic = try keep(name)
        startThread { [self] in _ = partitionCount(of: name, within: .seconds(2)) }
        return topic
    }

    /// A topic that stays with the client, so that its partitions stay with the connections.
    @discardableResult
    func keep(_ name: String) throws(KafkaError) -> OpaquePointer {
        if let topic = topics[name] { return topic }
        guard let topic = handle.use({ rd_kafka_topic_new($0, name, nil) }) else {
            throw .refused(KafkaErrorCode(rd_kafka_last_error()), subject: name)
        }
        topics[name] = topic
        return topic
    }

    /// Forgets what has not left and what is under way; each is reported. Does not block.
    func purge() {
        let flags = RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING
        _ = handle.use { rd_kafka_purge($0, flags) }
    }

    /// Asks the cluster how many partitions a topic has. Blocks.
    func partitionCount(of name: String, within limit: Duration) -> Result<Int32, KafkaError> {
        handle.use { client in
            guard let topic = rd_kafka_topic_new(client, name, nil) else {
                return .failure(.refused(KafkaErrorCode(rd_kafka_last_error()), subject: name))
            }
            defer { rd_kafka_topic_destroy(topic) }
            var answer: UnsafePointer<rd_kafka_metadata>?
            let code = KafkaErrorCode(rd_kafka_metadata(client, 0, topic, &answer, max(1, limit.milliseconds)))
            guard code == .none, let answer else { return .failure(failure(code, within: limit)) }
            defer { rd_kafka_metadata_destroy(answer) }
            handle.forgetTrouble()
            guard answer.pointee.topic_cnt > 0, let found = answer.pointee.topics?[0] else {
                return .failure(.refused(.unknownTopicOrPartition, subject: name))
            }
            let refusal = KafkaErrorCode(found.err)
            return refusal == .none ? .success(found.partition_cnt) : .failure(.refused(refusal, subject: name))
        }
    }

    /// What a connection complained of says more than that the time is over.
    private func failure(_ code: KafkaErrorCode, within limit: Duration) -> KafkaError {
        if let trouble = handle.lastTrouble { return trouble }
        return code == .timedOut || code == .transport ? .noAnswer(within: limit) : .refused(code, subject: nil)
    }
}
#endif
