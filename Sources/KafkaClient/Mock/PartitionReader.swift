#if Kafka
import CRdKafka

/// Reads a partition from its start to its end, independently of `KafkaConsumer`: for tests.
package enum PartitionReader {
    /// Everything that is stored now.
    package static func read(_ topic: String, partition: Int32 = 0, at servers: String) async -> [KafkaMessage] {
        await onOwnThread { readNow(topic, partition, servers) }
    }

    private static func readNow(_ topic: String, _ partition: Int32, _ servers: String) -> [KafkaMessage] {
        let settings = rd_kafka_conf_new()
        for (name, value) in [
            ("bootstrap.servers", servers), ("group.id", "reader"), ("enable.partition.eof", "true"),
            ("enable.auto.commit", "false"), ("isolation.level", "read_uncommitted"),
        ] {
            rd_kafka_conf_set(settings, name, value, nil, 0)
        }
        rd_kafka_conf_set_log_cb(settings) { _, _, _, _ in }
        guard let client = rd_kafka_new(RD_KAFKA_CONSUMER, settings, nil, 0) else { return [] }
        defer { rd_kafka_destroy(client) }
        rd_kafka_poll_set_consumer(client)
        let list = rd_kafka_topic_partition_list_new(1)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, topic, partition).pointee.offset = 0
        rd_kafka_assign(client, list)
        return collect(client)
    }

    private static func collect(_ client: OpaquePointer) -> [KafkaMessage] {
        var messages: [KafkaMessage] = []
        while let message = rd_kafka_consumer_poll(client, 10_000) {
            defer { rd_kafka_message_destroy(message) }
            if message.pointee.err == RD_KAFKA_RESP_ERR__PARTITION_EOF { return messages }
            if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR { messages.append(KafkaMessage(copying: message)) }
        }
        return messages
    }
}
#endif
