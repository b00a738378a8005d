import LabPrograms
import LabValues
import Testing

@testable import LabRunnerKit

/// Three measurements, one of them in author code, and a loop that ends on data.
private struct Study: ExperimentProgram {
    static let summary = "For the places a run may go on at"
    var steps: some Steps {
        OpenCircuit(for: .seconds(1))
        Perform("look") { _ in }
        Repeat(2) { OpenCircuit(for: .seconds(2)) }
        RepeatUntil("stable", atMost: 3) {
            OpenCircuit(for: .seconds(1))
        } until: { _ in
            true
        }
        RecordNote("end")
    }
}

/// A measurement that may be skipped.
private struct Skippable: ExperimentProgram {
    static let summary = "For a pause that ends a step"
    var steps: some Steps {
        OpenCircuit(for: .seconds(1)).whenInterrupted(.skip)
        RecordNote("end")
    }
}

struct ResumePointTests {
    private let items = Recipe(Study()).items

    /// The history of `events`: name, path, index, attempt.
    private func history(_ events: [(EventName, String, Int)], more: [(EventName, JSONObject)] = []) throws
        -> RunHistory
    {
        var history = RunHistory()
        var seq = 0
        func note(_ name: EventName, _ data: JSONObject) throws {
            seq += 1
            history.note(
                NumberedMessage(
                    experiment: try ExperimentID("e"), seq: seq, writer: WriterID(random: 1),
                    message: LabMessage(
                        timestamp: Timestamp(millisecondsSinceEpoch: 0), content: .event(name, data: data))))
        }
        try note(.experimentStarted, JSONObject())
        for (name, path, index) in events {
            try note(
                name, JSONObject([("step_path", .string(path)), ("step_index", .integer(index)), ("points", 7)]))
        }
        for (name, data) in more { try note(name, data) }
        return history
    }

    private func point(_ events: [(EventName, String, Int)], from: String? = nil) throws -> ResumePoint {
        try ResumePoint(after: history(events), in: items, from: from)
    }

    @Test func `a run that never began a step goes on with the first one`() throws {
        let point = try point([])
        #expect(point.item == 0 && point.path == "OCP" && point.stepIndex == 0)
    }

    @Test(arguments: [EventName.stepCompleted, .stepSkipped])
    func `behind a step that is done comes the next one`(end: EventName) throws {
        let point = try point([(.stepStarted, "OCP", 0), (end, "OCP", 0)])
        #expect(point.path == "look" && point.stepIndex == 1)
    }

    @Test(arguments: [EventName?.none, .stepInterrupted, .stepFailed])
    func `a step that is not done is the first one, under its own index`(end: EventName?) throws {
        let before: [(EventName, String, Int)] = [
            (.stepStarted, "OCP", 0), (.stepCompleted, "OCP", 0), (.stepStarted, "look", 1),
            (.stepCompleted, "look", 1), (.stepStarted, "Repeat[0]/OCP", 2),
        ]
        let point = try point(before + (end.map { [($0, "Repeat[0]/OCP", 2)] } ?? []))
        #expect(point.path == "Repeat[0]/OCP" && point.stepIndex == 2)
    }

    @Test func `a step that a limit left by its own action counts as done`() throws {
        var events: [(EventName, String, Int)] = [(.stepStarted, "OCP", 0)]
        let breach: JSONObject = ["step_path": "OCP", "action": "endStep"]
        let left = try history(
            events,
            more: [(.limitBreached, breach), (.stepInterrupted, ["step_path": "OCP", "step_index": 0])])
        #expect(try ResumePoint(after: left, in: items, from: nil).path == "look")
        events.append((.stepInterrupted, "OCP", 0))
        #expect(try point(events).path == "OCP")
    }

    @Test func `a step that a pause left counts as done where it may be skipped`() throws {
        let paused: JSONObject = ["step_path": "OCP", "step_index": 0, "reason": "pause"]
        let left = try history([(.stepStarted, "OCP", 0)], more: [(.stepInterrupted, paused)])
        #expect(try ResumePoint(after: left, in: items, from: nil).path == "OCP")
        let skippable = Recipe(Skippable()).items
        #expect(try ResumePoint(after: left, in: skippable, from: nil).path == "Note")
        let stopped = try history([(.stepStarted, "OCP", 0), (.stepInterrupted, "OCP", 0)])
        #expect(try ResumePoint(after: stopped, in: skippable, from: nil).path == "OCP")
    }

    @Test func `what a command had done does not change where the plan goes on`() throws {
        let point = try point([
            (.stepStarted, "OCP", 0), (.stepCompleted, "OCP", 0), (.stepStarted, "OnCommand/rinse", 1),
            (.stepStarted, "OnCommand/rinse/OCP", 2),
        ])
        #expect(point.path == "look" && point.stepIndex == 3)
    }

    private func command(
        _ id: String, _ name: String, _ value: String, from source: String = "socket"
    ) -> (EventName, JSONObject) {
        (
            .commandReceived,
            [
                "id": .string(id), "command": "set_limit", "source": .string(source), "issuer": "Ada",
                "status": "accepted", "params": ["name": .string(name), "value": .string(value)],
            ]
        )
    }

    private func end(_ id: String, _ status: String, from source: String = "socket") -> (EventName, JSONObject) {
        (
            .commandFinished,
            ["id": .string(id), "source": .string(source), "issuer": "Ada", "status": .string(status)]
        )
    }

    @Test func `the limits in force are those of every life, and what commands tightened`() throws {
        let history = try history(
            [],
            more: [
                (.experimentResumed, ["limits": ["i_max": 0.002, "i_max_action": "pause", "q_max": 1.0]]),
                command("1", "i_max", "1mA"), end("1", "done"),
                command("2", "q_max", "0.5C"), end("2", "refused"),
                command("3", "q_max", "0.4C"), end("3", "done", from: "kafka"),
                command("4", "run_time", "soon"), end("4", "done"),
                (.experimentResumed, ["limits": ["e_max": 1.0, "i_max": 5.0, "i_max_action": "endStep"]]),
            ])
        var expected = SafetyLimits()
        try expected.set("i_max", to: "1mA,action=pause")
        try expected.set("q_max", to: "1C")
        try expected.set("e_max", to: "1V")
        #expect(history.limits == expected)
    }

    @Test func `author code begins as a whole, whatever of it was measured`() throws {
        let point = try point([
            (.stepStarted, "OCP", 0), (.stepCompleted, "OCP", 0), (.stepStarted, "look", 1),
            (.stepStarted, "look/CA", 2), (.stepCompleted, "look/CA", 2),
        ])
        #expect(point.path == "look" && point.stepIndex == 1)
        #expect(throws: ResumeRefused.insideStep("look/CA", "look")) { try self.point([], from: "look/CA") }
    }

    @Test func `a loop left in the middle is gone on with only when that is said`() throws {
        let events: [(EventName, String, Int)] = [
            (.stepStarted, "stable[0]/OCP", 4), (.stepCompleted, "stable[0]/OCP", 4),
            (.stepStarted, "stable[1]/OCP", 5), (.stepCompleted, "stable[1]/OCP", 5),
        ]
        #expect(throws: ResumeRefused.insideLoop("stable", next: "Note")) { try point(events) }
        let again = try point(events, from: "stable")
        #expect(again.path == "stable" && again.stepIndex == 4)
        let behind = try point(events, from: "Note")
        #expect(behind.path == "Note" && behind.stepIndex == 6)
    }

    @Test func `a step is named by its path or its index`() throws {
        let events: [(EventName, String, Int)] = [
            (.stepStarted, "OCP", 0), (.stepCompleted, "OCP", 0), (.stepStarted, "look", 1),
            (.stepStarted, "look/CA", 2), (.stepCompleted, "look/CA", 2), (.stepCompleted, "look", 1),
            (.stepStarted, "Repeat[0]/OCP", 3),
        ]
        #expect(try point(events, from: "Repeat[1]/OCP").stepIndex == 4)
        #expect(try point(events, from: "3").path == "Repeat[0]/OCP")
        #expect(try point(events, from: "0").path == "OCP")
        #expect(throws: ResumeRefused.noSuchStep("Repeat[1]/OPC", nearest: "Repeat[1]/OCP")) {
            try point(events, from: "Repeat[1]/OPC")
        }
        #expect(throws: ResumeRefused.self) { try point(events, from: "9") }
    }

    @Test func `behind the last step nothing is left to do`() throws {
        let point = try point([(.stepStarted, "Note", 7), (.stepCompleted, "Note", 7)])
        #expect(point.item == items.count && point.path == nil && point.stepIndex == 8)
    }

    @Test func `a life that was refused does not hide how the one before ended`() throws {
        let finished: [(EventName, JSONObject)] = [
            (.experimentFinished, ["outcome": "failed", "reason": "runner_died"]),
            (.experimentFinished, ["outcome": "refused", "reason": "wrong_instrument"]),
        ]
        let history = try history([], more: finished)
        #expect(history.outcome == "failed" && history.reason == "runner_died")
    }
}
