#if Kafka
import CRdKafka
import Logging
import Synchronization

extension ConsumerCore {
    /// What the reader must know of; all else is tried again without end and only logged.
    private static let readersConcern: Set<KafkaErrorCode> = [
        .unknownTopic, .unknownTopicOrPartition, .unknownPartition, .invalidTopic, .topicAuthorizationFailed,
        .groupAuthorizationFailed, .offsetReset, .inconsistentGroupProtocol, .invalidGroup, .groupTooLarge,
    ]

    /// Takes one event of either queue, on the event thread.
    func receive(_ event: OpaquePointer) {
        guard let handle else { return }
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_FETCH: receiveMessages(event, handle)
        case RD_KAFKA_EVENT_REBALANCE: rebalance(event, handle)
        case RD_KAFKA_EVENT_OFFSET_COMMIT: noteCommit(event)
        case RD_KAFKA_EVENT_ERROR: receiveError(event, handle)
        default: handle.take(event)
        }
    }

    /// Nothing comes any more: another member took this one's name, for example.
    func die(_ code: KafkaErrorCode) {
        update { $0.fail(.refused(code, subject: subscription.group), isFinal: true) }
    }

    private func receiveMessages(_ event: OpaquePointer, _ handle: Handle) {
        while let native = rd_kafka_event_message_next(event) {
            let message = KafkaMessage(copying: native)
            let partition = TopicPartition(message.topic, native.pointee.partition)
            update { $0.receive(message, of: partition, at: native.pointee.offset) }
        }
    }

    private func receiveError(_ event: OpaquePointer, _ handle: Handle) {
        let code = KafkaErrorCode(rd_kafka_event_error(event))
        let partition = Self.partition(of: event)
        if code == .partitionEnd {
            if let partition { update { $0.reachEnd(partition) } }
        } else if code.isGroupMatter && subscription.group == nil {
            logger.debug("A group that does not matter here was refused.", metadata: ["code": "\(code.name)"])
        } else if Self.readersConcern.contains(code), rd_kafka_event_error_is_fatal(event) == 0 {
            let topic = partition?.topic ?? subscription.topic(namedIn: event)
            let subject = code.isGroupMatter ? subscription.group : topic
            update { $0.fail(.refused(code, subject: subject)) }
        } else {
            handle.take(event)
        }
    }

    private static func partition(of event: OpaquePointer) -> TopicPartition? {
        guard let element = rd_kafka_event_topic_partition(event) else { return nil }
        defer { rd_kafka_topic_partition_destroy(element) }
        guard let topic = element.pointee.topic else { return nil }
        return TopicPartition(String(cString: topic), element.pointee.partition)
    }

    private func noteCommit(_ event: OpaquePointer) {
        let code = KafkaErrorCode(rd_kafka_event_error(event))
        guard code != .none, code != .noOffset else { return }
        logger.notice(
            "Acknowledgements could not be committed; they are committed with the next ones.",
            metadata: ["code": "\(code.name)"])
    }

    // MARK: Who has which partition

    private func rebalance(_ event: OpaquePointer, _ handle: Handle) {
        let list = rd_kafka_event_topic_partition_list(event)
        let partitions = PartitionList.rows(list).map(\.partition)
        let code = rd_kafka_event_error(event)
        logger.debug(
            "The group is being shared out.",
            metadata: [
                "partitions": "\(partitions)", "given": "\(code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)",
            ])
        handle.use { client in
            let isIncremental = rd_kafka_rebalance_protocol(client).map { String(cString: $0) } == "COOPERATIVE"
            switch code {
            case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS: give(partitions, list, client, isIncremental)
            case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS: takeAway(partitions, list, client, isIncremental)
            default: takeAway(update { Array($0.partitions.keys) }, nil, client, false)
            }
        }
    }

    /// Begins to read partitions. On the event thread.
    func give(
        _ partitions: [TopicPartition], _ list: PartitionList.Pointer?,
        _ client: OpaquePointer, _ isIncremental: Bool
    ) {
        update { $0.assign(partitions) }
        forward(partitions, client)
        if isIncremental {
            note(KafkaError(consuming: rd_kafka_incremental_assign(client, list), subject: subscription.group))
        } else {
            note(rd_kafka_assign(client, list))
        }
    }

    private func takeAway(
        _ partitions: [TopicPartition], _ list: PartitionList.Pointer?,
        _ client: OpaquePointer, _ isIncremental: Bool
    ) {
        update { $0.revoke(partitions) }
        if isIncremental {
            note(KafkaError(consuming: rd_kafka_incremental_unassign(client, list), subject: subscription.group))
        } else {
            note(rd_kafka_assign(client, nil))
        }
    }

    /// Leads the messages of partitions into the queue that is looked into only while there is room.
    private func forward(_ partitions: [TopicPartition], _ client: OpaquePointer) {
        guard let messages = connection.withLock({ $0?.messages }) else { return }
        for partition in partitions {
            guard let queue = rd_kafka_queue_get_partition(client, partition.topic, partition.partition) else {
                continue
            }
            rd_kafka_queue_forward(queue, messages)
            rd_kafka_queue_destroy(queue)
        }
    }

    private func note(_ code: rd_kafka_resp_err_t) {
        let code = KafkaErrorCode(code)
        note(code == .none ? nil : .refused(code, subject: subscription.group))
    }

    private func note(_ error: KafkaError?) {
        if let error { update { $0.fail(error) } }
    }
}

extension KafkaSubscription {
    /// The library names a topic it could not subscribe to only in its sentence, between colons.
    fileprivate func topic(namedIn event: OpaquePointer) -> String? {
        guard case .group(_, _, let topics, _) = self, let text = rd_kafka_event_error_string(event) else { return nil }
        let sentence = String(cString: text)
        return topics.first { sentence.contains(": \($0): ") }
    }
}

extension KafkaErrorCode {
    static let offsetReset = Self(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    static let noOffset = Self(RD_KAFKA_RESP_ERR__NO_OFFSET)
    static let wrongState = Self(RD_KAFKA_RESP_ERR__STATE)
    static let inconsistentGroupProtocol = Self(rawValue: 23)
    static let invalidGroup = Self(rawValue: 24)
    static let groupTooLarge = Self(rawValue: 81)

    /// About the group rather than a topic.
    fileprivate var isGroupMatter: Bool {
        [.groupAuthorizationFailed, .inconsistentGroupProtocol, .invalidGroup, .groupTooLarge].contains(self)
    }
}
#endif
