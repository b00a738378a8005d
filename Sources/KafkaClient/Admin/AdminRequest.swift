#if Kafka
import CRdKafka

/// One request to the cluster's administration, on its way out and back. Blocks; made and used on one thread.
struct AdminRequest: ~Copyable {
    let queue: OpaquePointer
    let options: OpaquePointer
    private let limit: Duration

    /// Nil when there is no memory.
    init?(_ client: OpaquePointer, _ kind: rd_kafka_admin_op_t, within limit: Duration) {
        guard let queue = rd_kafka_queue_new(client) else { return nil }
        guard let options = rd_kafka_AdminOptions_new(client, kind) else {
            rd_kafka_queue_destroy(queue)
            return nil
        }
        // The library's own limits are below an hour.
        let milliseconds = max(1, min(limit, .seconds(3600)).milliseconds)
        rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, nil, 0)
        if kind != RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS {
            // Otherwise the broker answers before the topic is known everywhere.
            rd_kafka_AdminOptions_set_operation_timeout(options, milliseconds, nil, 0)
        }
        self.queue = queue
        self.options = options
        self.limit = limit
    }

    deinit {
        rd_kafka_AdminOptions_destroy(options)
        rd_kafka_queue_destroy(queue)
    }

    /// Waits for the answer and lends it.
    func answer<Answer>(
        _ read: (_ event: OpaquePointer) throws(KafkaError) -> Answer
    ) throws(KafkaError) -> Answer {
        // The library gives up by itself; it gets half a second to say so.
        let patience = (limit + .milliseconds(500)).milliseconds
        guard let event = rd_kafka_queue_poll(queue, patience) else { throw .noAnswer(within: limit) }
        defer { rd_kafka_event_destroy(event) }
        let code = KafkaErrorCode(rd_kafka_event_error(event))
        guard code == .none else { throw code.isSilence ? .noAnswer(within: limit) : .refused(code, subject: nil) }
        return try read(event)
    }

    /// What became of each topic.
    static func outcomes(_ list: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int) -> [TopicOutcome] {
        UnsafeBufferPointer(start: list, count: list == nil ? 0 : count).compactMap { result in
            guard let result, let name = rd_kafka_topic_result_name(result) else { return nil }
            let (topic, code) = (String(cString: name), KafkaErrorCode(rd_kafka_topic_result_error(result)))
            return TopicOutcome(topic: topic, error: code == .none ? nil : .refused(code, subject: topic))
        }
    }
}
#endif
