#if Kafka
import KafkaClient
import LabPublishing
import LabValues

@testable import LabKafka

extension Record {
    /// An event that says nothing.
    static func event(_ seq: Int, _ name: EventName = .note, text: String = "", of id: String = "bench-1") -> Record {
        Record(.test(seq, .event(name, data: JSONObject([("text", .string(text))])), of: id))
    }

    /// One point.
    static func points(_ seq: Int, of id: String = "bench-1", isSimulated: Bool = false) -> Record {
        let point = EchemPoint(time: .seconds(Double(seq)), potential: .volts(0.1), current: .amperes(1e-6))
        let batch = PointBatch(
            technique: TechniqueCode(rawValue: "CV"), instrument: .cell, stepIndex: 0, attempt: 1, cycle: 1, segment: 1,
            phase: nil,
            t0: Timestamp(millisecondsSinceEpoch: 0), isSimulated: isSimulated, points: [point])
        return Record(.test(seq, .points(batch), of: id))
    }
}

extension [Record] {
    /// Events and points in turn.
    static func mixed(_ range: ClosedRange<Int>) -> Self {
        range.map { $0.isMultiple(of: 3) ? .points($0) : .event($0) }
    }
}

extension NumberedMessage {
    /// A message of the writer 0.
    static func test(_ seq: Int, _ content: LabMessage.Content, of id: String = "bench-1") -> NumberedMessage {
        NumberedMessage(
            experiment: .test(id), seq: seq, writer: WriterID(random: 0),
            message: LabMessage(timestamp: Timestamp(millisecondsSinceEpoch: 1000), content: content))
    }
}

extension ExperimentID {
    static func test(_ id: String) -> ExperimentID {
        do { return try ExperimentID(id) } catch { preconditionFailure("\(error)") }
    }
}

#endif
