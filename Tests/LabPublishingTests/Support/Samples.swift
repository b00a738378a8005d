import LabValues

@testable import LabPublishing

let morning = Timestamp(millisecondsSinceEpoch: 1_768_473_000_000)

func experiment(_ text: String = "exp-1") throws -> ExperimentID { try ExperimentID(text) }

func event(_ name: EventName, _ data: JSONObject = JSONObject()) -> LabMessage {
    LabMessage(timestamp: morning, content: .event(name, data: data))
}

func note(_ text: String = "") -> LabMessage { event(.note, JSONObject([("text", .string(text))])) }

func stepStarted(_ index: Int, _ name: String, _ more: [(String, JSONValue)] = []) -> LabMessage {
    event(.stepStarted, JSONObject([("step_index", .integer(index)), ("step_name", .string(name))] + more))
}

func points(
    _ readings: [(t: Double?, e: Double?, i: Double?)], step: Int = 2, attempt: Int = 1, cycle: Int = 1,
    phase: MeasurementPhase? = nil, status: PointStatus = [], range: Double? = nil
) -> LabMessage {
    let points = readings.map { reading in
        var point = EchemPoint(
            time: reading.t.map { .seconds($0) }, potential: reading.e.map { .volts($0) },
            current: reading.i.map { .amperes($0) })
        point.status = status
        point.range = range.map { .amperes($0) }
        return point
    }
    return LabMessage(
        timestamp: morning,
        content: .points(
            PointBatch(
                technique: .cyclic, instrument: .cell, stepIndex: step, attempt: attempt, cycle: cycle, segment: 1,
                phase: phase, t0: morning, isSimulated: true, points: points)))
}

func records(_ messages: [LabMessage], from seq: Int = 1) throws -> [Record] {
    let id = try experiment()
    return messages.enumerated().map { offset, message in
        Record(
            NumberedMessage(experiment: id, seq: seq + offset, writer: WriterID(random: 0x9f2c), message: message))
    }
}
