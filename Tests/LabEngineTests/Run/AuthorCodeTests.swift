import LabEngine
import LabPrograms
import LabPublishing
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct AuthorCodeTests {
    struct AuthorsError: Error {}

    @Test func `author code measures, emits and notes in steps of its own`() async {
        let rig = Rig()
        let report = await rig.run {
            Perform("find") { bench in
                let first = try await bench.measure(tenPoints)
                try await bench.emit("found", ["points": .integer(first.points.count)])
                try await bench.note("good")
                try await bench.rest(.milliseconds(10))
                _ = try await bench.measure(OpenCircuit(for: .seconds(1)))
            }
            RecordNote("x")
        }
        #expect(report.outcome == .completed && report.points == 20 && report.steps == 4)
        let starts = rig.journal.data(of: .stepStarted)
        #expect(starts.map { $0["step_path"]?.text } == ["find", "find/CA", "find/OCP", "Note"])
        #expect(starts.map { $0["step_index"]?.int } == [0, 1, 2, 3])
        #expect(rig.journal.data(of: EventName(rawValue: "found")) == [["points": 10, "step_index": 0]])
        rig.journal.checkCompleteness()
    }

    @Test func `the engine's own event names are refused to authors`() async {
        let rig = Rig()
        let report = await rig.run { Perform("p") { try await $0.emit("experiment_finished") } }
        #expect(report.outcome == .failed && report.reason == "program_error" && report.exitCode == 1)
        #expect(report.fault?.message.contains("engine's own") == true)
        rig.journal.checkCompleteness()
    }

    @Test func `an error of author code ends the run with its text`() async {
        let rig = Rig()
        let report = await rig.run { Perform("p") { _ in throw AuthorsError() } }
        #expect(report.reason == "program_error" && report.safe == [.cell: .confirmed])
        #expect(rig.journal.events.contains("step_failed"))
        rig.journal.checkCompleteness()
    }

    @Test func `a technique the instrument cannot run is refused to author code, which may go on`() async {
        let rig = Rig()
        let report = await rig.run {
            Perform("p") { bench in
                await #expect(throws: TechniqueRefused.self) {
                    try await bench.measure(Chronoamperometry(at: .volts(9), for: .seconds(1)))
                }
                _ = try await bench.measure(tenPoints)
            }
        }
        #expect(report.outcome == .completed)
    }

    @Test func `two measurements at once are refused`() async {
        let rig = Rig()
        let report = await rig.run {
            Perform("p") { bench in
                async let one = bench.measure(tenPoints)
                async let two = bench.measure(tenPoints)
                _ = try await (one, two)
            }
        }
        // Unless the first had ended before the second began.
        #expect(report.reason == nil || report.reason == "program_error")
        rig.journal.checkCompleteness()
    }

    @Test func `a bench that was kept is worth nothing after its step`() async {
        let rig = Rig()
        let kept = Mutex<(any Bench)?>(nil)
        let report = await rig.run {
            Perform("lends") { bench in kept.withLock { $0 = bench } }
            Perform("abuses") { _ in
                guard let old = kept.withLock({ $0 }) else { return }
                await #expect(throws: HandleRevoked.self) { try await old.measure(tenPoints) }
                await #expect(throws: HandleRevoked.self) { try await old.note("x") }
                await #expect(throws: HandleRevoked.self) { try await old.rest(.zero) }
            }
        }
        #expect(report.outcome == .completed && rig.diary.count("cell measure") == 0)
    }

    @Test func `a measurement that author code left running is ended before the next step`() async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 3
        let rig = Rig(behaviour)
        let diary = rig.diary
        let report = await rig.run {
            Perform("forgets") { bench in
                Task { try await bench.measure(tenPoints) }
                await diary.wait(for: "cell stall")
            }
            RecordNote("next")
        }
        #expect(report.outcome == .completed)
        #expect(rig.diary.has("step_interrupted", before: "note"))
        #expect(!rig.cell.isCellOn)
        rig.journal.checkCompleteness()
    }

    @Test func `a loop ends when its condition is met`() async {
        let rig = Rig()
        let report = await rig.run {
            RepeatUntil("stable", atMost: 5) {
                tenPoints
            } until: {
                $0.index == 2 && $0.measurements.count == 1 && $0.measurements[0].points.count == 10
            }
        }
        #expect(report.steps == 3 && rig.journal.data(of: .warning).isEmpty)
    }

    @Test func `a loop whose condition is never met ends with a warning`() async {
        let rig = Rig()
        let report = await rig.run {
            RepeatUntil("stable", atMost: 2) {
                RecordNote("x")
            } until: { _ in
                false
            }
        }
        #expect(report.outcome == .completed && report.steps == 2 && rig.journal.data(of: .warning).count == 1)
    }

    @Test func `a condition that throws fails the run`() async {
        let rig = Rig()
        let report = await rig.run {
            RepeatUntil("stable", atMost: 2) {
                RecordNote("x")
            } until: { _ in
                throw AuthorsError()
            }
        }
        #expect(report.reason == "program_error" && report.exitCode == 1)
        rig.journal.checkCompleteness()
    }
}
