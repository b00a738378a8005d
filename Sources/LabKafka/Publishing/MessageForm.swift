#if Kafka
import KafkaClient
import LabPublishing
import LabValues

/// How a record looks as a Kafka message; pure.
struct MessageForm: Sendable {
    let layout: TopicLayout
    let traceID: String?

    private static let contentType = KafkaHeader("content-type", "application/json")
    private static let simulated = KafkaHeader("simulated", "true")

    /// The messages for some records of one experiment, each bound for the partition of its topic.
    func messages(_ records: [Record], _ partitions: [TopicName: Int32]) -> [KafkaMessage] {
        let key = records.first.map { Array($0.message.experiment.text.utf8) } ?? []
        var current: (topic: TopicName, partition: Int32)?
        return records.map { record in
            let topic = layout.topic(of: record.message.message)
            let place = current?.topic == topic ? current : nil
            let (_, partition) = place ?? (topic, partitions[topic, default: 0])
            current = (topic, partition)
            return message(record, key: key, topic: topic, partition: partition)
        }
    }

    /// The message for a record, bound for a partition.
    func message(_ record: Record, partition: Int32) -> KafkaMessage {
        messages([record], [layout.topic(of: record.message.message): partition])[0]
    }

    /// It has no time of its own: a broker forgets by that time, and a message that waited here for a week would be gone
    /// as soon as it arrives.
    private func message(_ record: Record, key: [UInt8], topic: TopicName, partition: Int32) -> KafkaMessage {
        var headers = [KafkaHeader("message-id", key + Array("/\(record.seq)".utf8)), Self.contentType]
        if record.message.message.saysSimulated { headers.append(Self.simulated) }
        if let traceID { headers.append(KafkaHeader(KafkaMessage.traceHeader, traceID)) }
        return KafkaMessage(
            topic: topic.text, partition: partition, key: key, value: record.bytes, headers: headers)
    }
}

extension TopicLayout {
    /// The topics that some records go to.
    func topics(of records: [Record]) -> Set<TopicName> {
        var topics: Set<TopicName> = []
        var last: TopicName?
        for record in records {
            let topic = topic(of: record.message.message)
            if topic != last { topics.insert(topic) }
            last = topic
        }
        return topics
    }
}

extension LabMessage {
    /// Whether the message itself says `"simulated":true`.
    fileprivate var saysSimulated: Bool {
        switch content {
        case .points(let batch): batch.isSimulated
        case .event(_, let data): data["simulated"] == true
        }
    }
}
#endif
