import LabControl
import LabValues
import Testing

@testable import LabRunnerKit

struct ReplySentenceTests {
    private func sentence(
        _ command: String, _ status: CommandReply.Status, _ reason: String? = nil, state: String = "running",
        safe: [String: SafeState] = [:], _ details: JSONObject = JSONObject()
    ) throws -> String {
        var reply = CommandReply(
            id: "1", command: command, timestamp: Timestamp(millisecondsSinceEpoch: 0),
            experiment: try ExperimentID("trial"), status: status, reason: reason, state: state)
        for (role, state) in safe { reply.safe[InstrumentRole(rawValue: role)] = state }
        reply.details = details
        return "\(ReplySentence(reply))"
    }

    @Test func `a stop that is accepted says that the cell is still on, and how long`() throws {
        #expect(
            try sentence("stop", .accepted, state: "stopping", ["stop_within_s": 2.1])
                == "stopping; the cell is still ON, off within 3 s")
        #expect(
            try sentence("stop", .accepted, state: "stopping")
                == "stopping; the cell is still ON until “off” is confirmed")
        #expect(try sentence("stop", .accepted, state: "stopping", ["cell": "off"]) == "stopping; the cell is off")
    }

    @Test func `a stop that is done or failed says what is known of each cell`() throws {
        #expect(
            try sentence("stop", .done, state: "finished", safe: ["cell": .confirmed])
                == "stopped; cell: cell off, confirmed")
        #expect(
            try sentence("stop", .failed, "unconfirmed", state: "finished", safe: ["a": .confirmed, "b": .unconfirmed])
                == "stop failed: the cell is not confirmed off; a: cell off, confirmed; b: NOT CONFIRMED OFF")
    }

    @Test func `a pause says what it waits for, then what the cell does`() throws {
        #expect(
            try sentence("pause", .accepted, state: "pausing", ["waits_for": "step 3 of 9, about 38 s"])
                == "pausing, waiting for step 3 of 9, about 38 s")
        #expect(try sentence("pause", .accepted, state: "pausing") == "pausing")
        #expect(try sentence("pause", .done, state: "paused", ["cell": "off"]) == "paused, cell off")
        #expect(
            try sentence("pause", .done, state: "paused", ["cell": "on", "potential_V": 0.3])
                == "paused, cell on at 300 mV")
    }

    @Test func `a status says how far the run is`() throws {
        let progress: JSONObject = [
            "progress": ["step": 3, "steps": 9, "points": 1, "eta_s": 38.2, "pending": 4], "latched": "i_max",
            "title": "CV 1 V/s",
        ]
        #expect(
            try sentence("status", .done, nil, progress)
                == "running, step 3 of 9, CV 1 V/s, 1 point, about 38 s left, 4 undelivered, i_max was breached: "
                + "resume --acknowledge i_max")
    }

    @Test func `what the run answers does not command the terminal`() throws {
        let reply = try sentence("x", .refused, "no", ["message": "\u{1B}]0;title\u{7}"])
        #expect(reply == "x refused: ␛]0;title␇")
    }

    @Test func `a refusal says why in words, the run's own before ours`() throws {
        #expect(try sentence("resume", .refused, "not_paused") == "resume refused: the run is not paused")
        #expect(try sentence("skip_step", .refused, "odd_reason") == "skip-step refused: odd reason")
        #expect(try sentence("x", .refused, "unknown_command", ["message": "No “x” here."]) == "x refused: No “x” here")
        #expect(try sentence("", .refused, "malformed") == "command refused: malformed")
    }
}
