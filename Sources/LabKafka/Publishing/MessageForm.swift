#if Kafka
import KafkaClient
import LabPublishing
import LabValues

/// How a record looks as a Kafka message; pure.
struct MessageForm: Sendable {
    let layout: TopicLayout
    let traceID: String?

    /// The message for a record, bound for a partition.
    ///
    /// It has no time of its own: a broker forgets by that time, and a message that waited here for a week would be gone
    /// as soon as it arrives.
    func message(_ record: Record, partition: Int32) -> KafkaMessage {
        let experiment = record.message.experiment.text
        var headers = [
            KafkaHeader("message-id", "\(experiment)/\(record.seq)"), KafkaHeader("content-type", "application/json"),
        ]
        if record.message.message.saysSimulated { headers.append(KafkaHeader("simulated", "true")) }
        if let traceID { headers.append(KafkaHeader(KafkaMessage.traceHeader, traceID)) }
        return KafkaMessage(
            topic: layout.topic(of: record.message.message).text, partition: partition, key: Array(experiment.utf8),
            value: record.bytes, headers: headers)
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
