import LabValues
import Testing

@testable import LabPublishing

struct StoredRecordTests {
    @Test func `any message comes back as it was, and its bytes too`() throws {
        var dice = Dice(state: 11)
        for seq in 1...2000 {
            let message = NumberedMessage(
                experiment: try ExperimentID("exp-\(seq)"), seq: seq,
                writer: WriterID(random: .random(in: 0 ... .max, using: &dice)),
                message: LabMessage(
                    timestamp: Timestamp(millisecondsSinceEpoch: .random(in: 0...4_000_000_000_000, using: &dice)),
                    content: Bool.random(using: &dice)
                        ? .event(EventName(rawValue: text(&dice)), data: object(&dice, depth: 0))
                        : .points(batch(&dice))))
            let bytes = message.encoded
            let stored = try Record(stored: bytes)
            try #require(stored.message == message)
            try #require(stored.bytes == bytes)
            try #require(stored.message.encoded == bytes)
            let head = try #require(MessageHead(bytes))
            #expect(head.seq == seq && head.experiment == "exp-\(seq)")
            switch message.message.content {
            case .event(let name, _): #expect(head.event == name && head.run == nil)
            case .points(let batch):
                #expect(head.run == batch.run && head.isPhase == (batch.phase != nil))
                #expect(head.technique == batch.technique && head.event == nil)
            }
        }
    }

    @Test func `numbers keep their sign, their size and their last digit`() throws {
        let numbers = [
            0.0, -0.0, 1e-7, -1e-7, 1e16, 1e22, 1e-307, .greatestFiniteMagnitude, 0.1 + 0.2, 9_007_199_254_740_992, 1.0,
        ]
        let data = JSONObject(numbers.enumerated().map { ("n\($0.offset)", .number($0.element)) })
        let (event, batch) = (event(.note, data), points(numbers.map { ($0, $0, -$0) }))
        for record in try records([event, batch]) {
            #expect(try NumberedMessage(line: record.bytes).encoded == record.bytes)
        }
    }

    @Test func `stored bytes stay what they are, even if they would be written differently today`() throws {
        let bytes =
            Array(
                #"{ "type":"experiment_event","event":"note","timestamp":"2026-01-15T10:30:00.000Z","experiment_id":"exp-1","#
                    .utf8) + Array(#""seq":7,"writer":"9f2c","data":{"n":1E-7},"later":true}"#.utf8)
        let record = try Record(stored: bytes)
        #expect(record.bytes == bytes && record.seq == 7)
        #expect(record.message.encoded != bytes)
    }

    @Test(arguments: ["", "{}", "nothing", "{\"type\":\n\"echem_data\"}"])
    func `bytes that are no message on one line are refused`(text: String) {
        #expect(throws: MalformedMessage.self) { try Record(stored: Array(text.utf8)) }
    }

    @Test func `an event nested as deeply as an author may wish is read back`() throws {
        var value: JSONValue = 1
        for _ in 0..<100 { value = [value] }
        let record = try records([event(.note, JSONObject([("deep", value)]))])[0]
        #expect(try Record(stored: record.bytes).message == record.message)
    }

    private func text(_ dice: inout Dice) -> String {
        let letters: [Character] = [
            "a", "é", "测", "😀", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{2028}", "{", "}",
            ",",
            ":", "[", "e\u{301}", "\r\n", " ",
        ]
        let mark = Int.random(in: 0..<8, using: &dice) == 0 ? #","data":{"points":["# : ""
        return mark
            + String((0..<Int.random(in: 0...6, using: &dice)).map { _ in letters.randomElement(using: &dice)! })
    }

    private func object(_ dice: inout Dice, depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0...4, using: &dice) { object[text(&dice)] = value(&dice, depth: depth + 1) }
        return object
    }

    private func value(_ dice: inout Dice, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 4 ? 6 : 8), using: &dice) {
        case 0: return .null
        case 1: return .bool(.random(using: &dice))
        case 2: return .integer(.random(in: .min ... .max, using: &dice))
        case 3: return .integer(.random(in: -3...3, using: &dice))
        case 4: return .number(number(&dice))
        case 5: return .string(text(&dice))
        case 6: return .object(object(&dice, depth: depth))
        default: return .array((0..<Int.random(in: 0...3, using: &dice)).map { _ in value(&dice, depth: depth + 1) })
        }
    }

    /// Any finite number, by its bits.
    private func number(_ dice: inout Dice) -> Double {
        let number = Double(bitPattern: dice.next())
        return number.isFinite ? number : -0.0
    }

    private func batch(_ dice: inout Dice) -> PointBatch {
        let phases: [MeasurementPhase?] = [nil, .conditioning, .deposition, .equilibration, .hold]
        let techniques = [TechniqueCode.cyclic, .openCircuit, TechniqueCode(rawValue: text(&dice))]
        var batch = PointBatch(
            technique: techniques.randomElement(using: &dice)!, instrument: InstrumentRole(rawValue: text(&dice)),
            stepIndex: .random(in: 0...2000, using: &dice), attempt: .random(in: 1...3, using: &dice),
            cycle: .random(in: 1...9, using: &dice), segment: .random(in: 1...2, using: &dice),
            phase: phases.randomElement(using: &dice)!, t0: morning, isSimulated: .random(using: &dice), points: [])
        batch.points = (0..<Int.random(in: 0...8, using: &dice)).map { _ in point(of: batch, &dice) }
        return batch
    }

    private func point(of batch: PointBatch, _ dice: inout Dice) -> EchemPoint {
        func maybe(_ dice: inout Dice) -> Double? { Bool.random(using: &dice) ? number(&dice) : nil }
        var point = EchemPoint(
            time: maybe(&dice).map { .seconds($0) }, potential: maybe(&dice).map { .volts($0) },
            current: maybe(&dice).map { .amperes($0) })
        point.measuredPotential = maybe(&dice).map { .volts($0) }
        point.range = maybe(&dice).map { .amperes($0) }
        point.status = PointStatus(rawValue: .random(in: 0..<16, using: &dice))
        (point.cycle, point.segment, point.phase) = (batch.cycle, batch.segment, batch.phase)
        point.measuresCurrent = batch.technique != .openCircuit
        return point
    }
}
