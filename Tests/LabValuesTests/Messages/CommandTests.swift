import LabValues
import Testing

struct CommandTests {
    private let morning = Timestamp(millisecondsSinceEpoch: 1_768_473_000_000)

    @Test func `the bare command of the contract is read`() throws {
        let line = #"{"type":"command","command":"pause","timestamp":"2026-01-15T10:30:00.000Z","params":{}}"#
        let command = try Command(line: line.utf8)
        #expect(command == Command("pause", timestamp: morning))
        #expect(!command.isNow)
    }

    @Test func `a command with every field comes back as it was`() throws {
        var command = Command("stop", timestamp: morning)
        command.parameters = JSONObject([("mode", "now"), ("reason", "CV测量\n")])
        command.experiment = try ExperimentID("exp-1")
        (command.id, command.station, command.replyTo) = ("c-1", "bench 3", "echem_replies")
        (command.issuer, command.keyID, command.nonce, command.signature) = ("Ada", "k1", "n", "c2ln")
        command.expires = morning + .seconds(60)
        #expect(try Command(line: command.encoded) == command)
        #expect(command.isNow)
    }

    @Test(arguments: [
        ("params", "[]"), ("experiment_id", "\"../x\""), ("expires", "\"soon\""), ("expires", "3"), ("id", "7"),
        ("timestamp", "\"2026-02-30T10:30:00.000Z\""),
    ])
    func `a field of the wrong kind is named`(name: String, value: String) {
        let time = name == "timestamp" ? "" : #""timestamp":"2026-01-15T10:30:00.000Z","#
        let line = #"{"type":"command","command":"pause",\#(time)"\#(name)":\#(value)}"#
        #expect(throws: MalformedMessage.badField(name)) { try Command(line: line.utf8) }
    }

    @Test(arguments: [
        ("2026-01-15T10:30:00Z", 0), ("2026-01-15T10:30:00.5Z", 500), ("2026-01-15t10:30:00.123456789z", 123),
        ("2026-01-15 11:30:00+01:00", 0), ("2026-01-15T05:00:00.25-05:30", 250), ("2026-01-15T10:30:00+00:00", 0),
    ])
    func `a time is read as RFC 3339 allows it`(text: String, milliseconds: Int64) throws {
        let line = #"{"type":"command","command":"pause","timestamp":"\#(text)","expires":"\#(text)","params":null}"#
        var command = Command("pause", timestamp: morning + .milliseconds(milliseconds))
        command.expires = command.timestamp
        #expect(try Command(line: line.utf8) == command)
    }

    @Test(arguments: [
        "2026-01-15T10:30:00", "2026-01-15T10:30:00.Z", "2026-01-15T10:30:00+1:00", "2026-01-15T10:30:00+24:00",
        "2026-01-15T10:30Z", "2026-01-15T10:30:00ZZ", "2026-01-15x10:30:00Z", "2026-01-15T10:30:00+aa:00", "2026", "",
    ])
    func `what is no time of RFC 3339 is refused`(text: String) {
        let line = #"{"type":"command","command":"pause","timestamp":"\#(text)"}"#
        #expect(throws: MalformedMessage.badField("timestamp")) { try Command(line: line.utf8) }
    }

    @Test func `a field that is null counts as missing`() throws {
        let line =
            #"{"type":"command","command":"stop","timestamp":"2026-01-15T10:30:00.000Z","#
            + #""id":null,"station":null,"expires":null}"#
        #expect(try Command(line: line.utf8) == Command("stop", timestamp: morning))
    }

    @Test func `details never stand in the place of a reply's own fields`() throws {
        var reply = CommandReply(
            id: "c-1", command: "status", timestamp: morning, experiment: try ExperimentID("exp-1"), status: .done,
            state: "running")
        reply.safe = [.cell: .confirmed]
        reply.details = JSONObject([("progress", ["step": 2]), ("status", "failed"), ("state", "finished")])
        let json = try JSONReader.read(reply.encoded)
        #expect(json["status"] == "done" && json["state"] == "running")
        #expect(json["progress"]?["step"] == 2 && json["safe"]?["cell"] == "confirmed" && json["reason"] == .null)
    }
}
