#if Kafka
import CRdKafka

extension KafkaAdmin {
    /// Makes one topic.
    ///
    /// - Throws: ``KafkaError/refused(_:subject:)``, such as `TOPIC_ALREADY_EXISTS`; ``KafkaError/noAnswer(within:)``.
    public func create(_ topic: NewTopic, within limit: Duration = .seconds(10)) async throws(KafkaError) {
        for case let error? in try await create([topic], within: limit).map(\.error) { throw error }
    }

    /// Makes several topics; each has its own outcome.
    ///
    /// - Throws: ``KafkaError/connection(_:server:cause:)``, ``KafkaError/noAnswer(within:)``; then the topics may have
    ///   been made all the same.
    public func create(
        _ topics: [NewTopic], within limit: Duration = .seconds(10)
    ) async throws(KafkaError) -> [TopicOutcome] {
        guard !topics.isEmpty else { return [] }
        return try await ask { client in
            Result { () throws(KafkaError) in try Self.create(topics, client, limit) }
        }
    }

    /// Removes one topic and everything in it.
    ///
    /// - Throws: ``KafkaError/refused(_:subject:)``, such as `UNKNOWN_TOPIC_OR_PART`; ``KafkaError/noAnswer(within:)``.
    public func delete(_ topic: String, within limit: Duration = .seconds(10)) async throws(KafkaError) {
        for case let error? in try await delete([topic], within: limit).map(\.error) { throw error }
    }

    /// Removes several topics and everything in them; each has its own outcome.
    ///
    /// - Throws: as ``create(_:within:)``.
    public func delete(
        _ topics: [String], within limit: Duration = .seconds(10)
    ) async throws(KafkaError) -> [TopicOutcome] {
        guard !topics.isEmpty else { return [] }
        return try await ask { client in
            Result { () throws(KafkaError) in try Self.delete(topics, client, limit) }
        }
    }

    /// Gives a topic more partitions; which partition a key belongs to changes thereby.
    ///
    /// - Parameter total: how many there are afterwards.
    /// - Throws: ``KafkaError/refused(_:subject:)``; ``KafkaError/noAnswer(within:)``.
    public func addPartitions(
        to topic: String, total: Int, within limit: Duration = .seconds(10)
    ) async throws(KafkaError) {
        let outcomes = try await ask { client in
            Result { () throws(KafkaError) in try Self.addPartitions(topic, total, client, limit) }
        }
        for case let error? in outcomes.map(\.error) { throw error }
    }

    private static func create(
        _ topics: [NewTopic], _ client: OpaquePointer, _ limit: Duration
    ) throws(KafkaError) -> [TopicOutcome] {
        guard let request = AdminRequest(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, within: limit) else {
            throw .outOfDescriptors
        }
        var list: [OpaquePointer?] = []
        defer { for topic in list { rd_kafka_NewTopic_destroy(topic) } }
        for topic in topics { list.append(try topic.native()) }
        rd_kafka_CreateTopics(client, &list, list.count, request.options, request.queue)
        return try request.answer { event in
            var count = 0
            let result = rd_kafka_event_CreateTopics_result(event)
            return AdminRequest.outcomes(rd_kafka_CreateTopics_result_topics(result, &count), count)
        }
    }

    private static func delete(
        _ topics: [String], _ client: OpaquePointer, _ limit: Duration
    ) throws(KafkaError) -> [TopicOutcome] {
        guard let request = AdminRequest(client, RD_KAFKA_ADMIN_OP_DELETETOPICS, within: limit) else {
            throw .outOfDescriptors
        }
        var list: [OpaquePointer?] = topics.map { rd_kafka_DeleteTopic_new($0) }
        defer { for topic in list { rd_kafka_DeleteTopic_destroy(topic) } }
        rd_kafka_DeleteTopics(client, &list, list.count, request.options, request.queue)
        return try request.answer { event in
            var count = 0
            let result = rd_kafka_event_DeleteTopics_result(event)
            return AdminRequest.outcomes(rd_kafka_DeleteTopics_result_topics(result, &count), count)
        }
    }

    private static func addPartitions(
        _ topic: String, _ total: Int, _ client: OpaquePointer, _ limit: Duration
    ) throws(KafkaError) -> [TopicOutcome] {
        guard let request = AdminRequest(client, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, within: limit) else {
            throw .outOfDescriptors
        }
        guard let added = rd_kafka_NewPartitions_new(topic, max(1, total), nil, 0) else {
            throw .refused(.invalidPartitions, subject: topic)
        }
        defer { rd_kafka_NewPartitions_destroy(added) }
        var list: [OpaquePointer?] = [added]
        rd_kafka_CreatePartitions(client, &list, 1, request.options, request.queue)
        return try request.answer { event in
            var count = 0
            let result = rd_kafka_event_CreatePartitions_result(event)
            return AdminRequest.outcomes(rd_kafka_CreatePartitions_result_topics(result, &count), count)
        }
    }
}

extension NewTopic {
    /// To be destroyed by the caller.
    fileprivate func native() throws(KafkaError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: 512)
        guard
            let native = rd_kafka_NewTopic_new(name, partitions ?? -1, replicationFactor ?? -1, &text, text.count)
        else { throw .refused(name.isEmpty ? .invalidTopic : .invalidPartitions, subject: name) }
        for (key, value) in settings { rd_kafka_NewTopic_set_config(native, key, value) }
        return native
    }
}

extension KafkaErrorCode {
    fileprivate static let invalidPartitions = Self(rawValue: 37)
}
#endif
