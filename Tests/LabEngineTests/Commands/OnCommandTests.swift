import LabEngine
import LabPrograms
import LabTesting
import LabValues
import Testing

/// Commands of a program's own.
@Suite(.timeLimit(.minutes(1))) struct OnCommandTests {
    private func waits(_ rig: Rig) -> Perform {
        Perform("waits") { [diary = rig.diary] _ in await diary.wait(for: "go") }
    }

    @Test func `its code runs between two steps as a step of its own that may measure, once for each command`() async {
        let rig = Rig()
        let engine = rig.engine {
            OnCommand("rinse") { bench in
                try await bench.note("rinsing")
                _ = try await bench.measure(tenPoints)
            }
            waits(rig)
            RecordNote("next")
        }
        let caller = Caller(engine, rig)
        let report = await engine.run(rig, at: "step_started") { _ in
            caller.send("rinse", id: "1")
            caller.send("rinse", id: "2")
            await rig.diary.wait(for: "reply 2 accepted")
            #expect(caller.replies[0].details["waits_for"] == "step 1 of at least 2")
            rig.diary.note("go")
        }
        #expect(report.outcome == .completed && report.steps == 6 && report.points == 20)
        for id in ["1", "2"] { #expect(caller.statuses(of: id) == [.accepted, .done]) }
        let paths = rig.journal.data(of: .stepStarted).map { $0["step_path"]?.text }
        #expect(
            paths == [
                "waits", "OnCommand/rinse", "OnCommand/rinse/CA", "OnCommand/rinse", "OnCommand/rinse/CA", "Note",
            ])
        #expect(!rig.cell.isCellOn)
        rig.journal.checkCompleteness()
    }

    @Test func `one that comes in the last step still runs`() async {
        let rig = Rig()
        let engine = rig.engine {
            waits(rig)
            OnCommand("rinse") { try await $0.note("rinsing") }
        }
        let caller = Caller(engine, rig)
        let report = await engine.run(rig, at: "step_started") { _ in
            caller.send("rinse", id: "1")
            await rig.diary.wait(for: "reply 1 accepted")
            rig.diary.note("go")
        }
        #expect(report.outcome == .completed && caller.lastReply(to: "1").status == .done)
        #expect(rig.journal.data(of: .note).first?["text"] == "rinsing")
    }

    @Test func `an error in it ends the run, and its command fails`() async {
        struct Spilled: Error {}
        let rig = Rig()
        let engine = rig.engine {
            OnCommand("rinse") { _ in throw Spilled() }
            waits(rig)
        }
        let caller = Caller(engine, rig)
        let report = await engine.run(rig, at: "step_started") { _ in
            caller.send("rinse", id: "1")
            await rig.diary.wait(for: "reply 1 accepted")
            rig.diary.note("go")
        }
        #expect(report.outcome == .failed && report.reason == "program_error")
        #expect(caller.statuses(of: "1") == [.accepted, .failed])
        rig.journal.checkCompleteness()
    }

    @Test func `while the run is paused it waits for resume, and a stop ends the wait`() async {
        let rig = Rig()
        let engine = rig.engine {
            OnCommand("rinse") { try await $0.note("rinsing") }
            waits(rig)
            waits(rig)
        }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "step_started") { _ in
            caller.send("pause", id: "p")
            caller.send("rinse", id: "1")
            await rig.diary.wait(for: "reply 1 accepted")
            rig.diary.note("go")
            await rig.diary.wait(for: "reply p done")
            #expect(rig.journal.data(of: .note).isEmpty)
            caller.send("stop")
        }
        #expect(caller.statuses(of: "1") == [.accepted, .failed] && rig.journal.data(of: .note).isEmpty)
    }

    @Test func `skipping the next step leaves out the plan's step, not the command`() async {
        let rig = Rig()
        let engine = rig.engine {
            OnCommand("rinse") { try await $0.note("rinsing") }
            waits(rig)
            RecordNote("next")
        }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "step_started") { _ in
            caller.send("pause", id: "p")
            caller.send("rinse", id: "1")
            await rig.diary.wait(for: "reply p accepted")
            rig.diary.note("go")
            await rig.diary.wait(for: "reply p done")
            #expect(await caller.ask("skip_step").status == .done)
            caller.send("resume")
        }
        #expect(rig.journal.data(of: .note).map { $0["text"] } == ["rinsing"])
        #expect(caller.lastReply(to: "1").status == .done)
        rig.journal.checkCompleteness()
    }

    @Test func `a command that no program declares is refused with what there is`() async {
        let rig = Rig()
        let engine = rig.engine {
            OnCommand("rinse") { _ in }
            Rest(.seconds(3600))
        }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "step_started") { _ in
            let reply = await caller.ask("rinsse")
            #expect(reply.reason == "unknown_command" && reply.details["hint"]?.text?.contains("rinse") == true)
            caller.send("stop")
        }
    }
}
