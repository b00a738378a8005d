#if Kafka
import CRdKafka

extension KafkaAdmin {
    /// The settings of a topic, by name.
    ///
    /// - Throws: ``KafkaError/refused(_:subject:)``; ``KafkaError/noAnswer(within:)``, also from brokers that tell no
    ///   settings.
    public func settings(
        of topic: String, within limit: Duration = .seconds(10)
    ) async throws(KafkaError) -> [TopicSetting] {
        try await ask { client in
            Result { () throws(KafkaError) in try Self.settings(of: topic, client, limit) }
        }
    }

    private static func settings(
        of topic: String, _ client: OpaquePointer, _ limit: Duration
    ) throws(KafkaError) -> [TopicSetting] {
        guard let request = AdminRequest(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, within: limit) else {
            throw .outOfDescriptors
        }
        guard let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic) else {
            throw .refused(.invalidTopic, subject: topic)
        }
        defer { rd_kafka_ConfigResource_destroy(resource) }
        var list: [OpaquePointer?] = [resource]
        rd_kafka_DescribeConfigs(client, &list, 1, request.options, request.queue)
        return try request.answer { event throws(KafkaError) in
            var count = 0
            let result = rd_kafka_event_DescribeConfigs_result(event)
            guard let answer = rd_kafka_DescribeConfigs_result_resources(result, &count)?[0], count > 0 else {
                return []
            }
            let code = KafkaErrorCode(rd_kafka_ConfigResource_error(answer))
            guard code == .none else { throw .refused(code, subject: topic) }
            return settings(in: answer).sorted { $0.name < $1.name }
        }
    }

    private static func settings(in resource: OpaquePointer) -> [TopicSetting] {
        var count = 0
        let entries = rd_kafka_ConfigResource_configs(resource, &count)
        return UnsafeBufferPointer(start: entries, count: entries == nil ? 0 : count).compactMap { entry in
            guard let entry, let name = rd_kafka_ConfigEntry_name(entry) else { return nil }
            return TopicSetting(
                name: String(cString: name), value: rd_kafka_ConfigEntry_value(entry).map { String(cString: $0) },
                isDefault: rd_kafka_ConfigEntry_is_default(entry) != 0,
                isReadOnly: rd_kafka_ConfigEntry_is_read_only(entry) != 0)
        }
    }
}
#endif
