import LabValues
import Testing

struct NumberedMessageTests {
    private let morning = Timestamp(millisecondsSinceEpoch: 1_768_473_000_000)

    private func numbered(_ content: LabMessage.Content) throws -> NumberedMessage {
        NumberedMessage(
            experiment: try ExperimentID("exp-1"), seq: 412, writer: WriterID(text: "9f2c"),
            message: LabMessage(timestamp: morning, content: content))
    }

    private func batch(_ points: [EchemPoint]) -> PointBatch {
        PointBatch(
            technique: .cyclic, instrument: .cell, stepIndex: 2, attempt: 1, cycle: 1, segment: 1, phase: nil,
            t0: morning, isSimulated: false, points: points)
    }

    private func text(_ message: NumberedMessage) -> String { String(decoding: message.encoded, as: UTF8.self) }

    @Test func `an event has the fields of the contract`() throws {
        let data = JSONObject([("step_index", 2), ("step_name", "CV 100 mV/s"), ("duration", 45.5)])
        #expect(
            text(try numbered(.event(.stepCompleted, data: data)))
                == #"{"type":"experiment_event","event":"step_completed","timestamp":"2026-01-15T10:30:00.000Z","#
                + #""experiment_id":"exp-1","seq":412,"writer":"9f2c","#
                + #""data":{"step_index":2,"step_name":"CV 100 mV/s","duration":45.5}}"#)
    }

    @Test func `points have the fields of the contract, and what is not known is null`() throws {
        var second = EchemPoint(time: .seconds(0.1), potential: .volts(.nan), current: nil)
        second.status = [.overload]
        second.range = .amperes(1e-4)
        second.measuredPotential = .volts(0.101)
        let first = EchemPoint(time: .seconds(0), potential: .volts(0), current: .amperes(1.5e-6))
        #expect(
            text(try numbered(.points(batch([first, second]))))
                == #"{"type":"echem_data","technique":"CV","timestamp":"2026-01-15T10:30:00.000Z","#
                + #""experiment_id":"exp-1","seq":412,"writer":"9f2c","instrument":"cell","step_index":2,"#
                + #""attempt":1,"cycle":1,"segment":1,"t0":"2026-01-15T10:30:00.000Z","points":["#
                + #"{"t":0.0,"e":0.0,"i":1.5e-06},"#
                + #"{"t":0.1,"e":null,"e_measured":0.101,"i":null,"range_A":0.0001,"status":["overload"]}]}"#)
    }

    @Test func `an event comes back as it was, whatever its text`() throws {
        let data = JSONObject([
            ("step_name", "CV测量"), ("odd", "\u{0}\u{1}\n\r\t\"\\/\u{7F}\u{2028}😀"),
            ("é", [1, 2.5, nil, true, ["x": []]]),
        ])
        let message = try numbered(.event(EventName(rawValue: "我的事件"), data: data))
        #expect(try NumberedMessage(line: message.encoded) == message)
    }

    @Test func `points come back as they were`() throws {
        var random = Xorshift(state: 7)
        for round in 0..<200 {
            var batch = batch([])
            batch.cycle = 1 + round % 5
            batch.segment = 1 + round % 2
            batch.attempt = 1 + round % 3
            batch.phase = [nil, .conditioning, .deposition, .equilibration, .hold][round % 5]
            batch.isSimulated = round.isMultiple(of: 2)
            batch.technique = round.isMultiple(of: 7) ? .openCircuit : .cyclic
            batch.points = (0..<(round % 12)).map { _ in point(of: batch, &random) }
            let message = try numbered(.points(batch))
            #expect(try NumberedMessage(line: message.encoded) == message)
        }
    }

    private func point(of batch: PointBatch, _ random: inout Xorshift) -> EchemPoint {
        var point = EchemPoint(
            time: .seconds(.random(in: 0...1e5, using: &random)),
            potential: Bool.random(using: &random) ? .volts(.random(in: -2...2, using: &random)) : nil,
            current: Bool.random(using: &random) ? .amperes(.random(in: -1e-3...1e-3, using: &random)) : nil)
        point.measuredPotential = Bool.random(using: &random) ? .volts(.random(in: -2...2, using: &random)) : nil
        point.range = Bool.random(using: &random) ? .amperes(1e-6) : nil
        point.status = PointStatus(rawValue: UInt8(random.next() % 16))
        point.cycle = batch.cycle
        point.segment = batch.segment
        point.phase = batch.phase
        point.measuresCurrent = batch.technique != .openCircuit
        return point
    }

    @Test(arguments: [
        ("", "experiment_id"), (#""type":"x""#, "experiment_id"), (#""experiment_id":"../x""#, "experiment_id"),
        (#""experiment_id":"e","timestamp":"yesterday""#, "timestamp"),
        (#""experiment_id":"e","timestamp":"2026-01-15T10:30:00.000Z","type":"experiment_event""#, "data"),
        (#""experiment_id":"e","timestamp":"2026-01-15T10:30:00.000Z","type":"echem_data""#, "t0"),
    ])
    func `a field that is missing or wrong is named`(fields: String, name: String) {
        #expect(throws: MalformedMessage.badField(name)) { try NumberedMessage(line: "{\(fields)}".utf8) }
    }

    @Test func `a message of another kind is refused by its name`() {
        let line = #"{"type":"weather","experiment_id":"e","timestamp":"2026-01-15T10:30:00.000Z"}"#
        #expect(throws: MalformedMessage.unknownType("weather")) { try NumberedMessage(line: line.utf8) }
    }
}
