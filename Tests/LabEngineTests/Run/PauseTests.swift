import LabEngine
import LabPrograms
import Testing

@Suite(.timeLimit(.minutes(1))) struct PauseTests {
    private func stalled() -> ToyDevice.Behaviour {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 3
        return behaviour
    }

    /// A step that goes on until “go” is noted.
    private func waits(_ rig: Rig) -> Perform {
        Perform("waits") { [diary = rig.diary] _ in await diary.wait(for: "go") }
    }

    @Test func `a pause holds after the step that is open, and resume goes on with the next`() async {
        let rig = Rig()
        let engine = rig.engine {
            waits(rig); RecordNote("next")
        }
        async let ending = engine.run()
        await rig.diary.wait(for: "step_started")
        #expect(await engine.submit(.pause(now: false), from: .test).status == .accepted)
        rig.diary.note("go")
        await rig.diary.wait(for: "paused")
        #expect(rig.journal.events.contains("step_completed") && !rig.journal.events.contains("note"))
        #expect(engine.board.progress.state == .paused)
        #expect(await engine.submit(.resume(acknowledge: nil), from: .test).status == .done)
        let report = await ending
        #expect(report.outcome == .completed && report.steps == 2)
        #expect(rig.diary.has("paused", before: "resumed") && rig.diary.has("resumed", before: "note"))
        rig.journal.checkCompleteness()
    }

    @Test func `a pause that is taken back in time never holds`() async {
        let rig = Rig()
        let engine = rig.engine {
            waits(rig); RecordNote("next")
        }
        let report = await engine.run(rig, at: "step_started") { engine in
            _ = await engine.submit(.pause(now: false), from: .test)
            #expect(await engine.submit(.resume(acknowledge: nil), from: .test).effect == .forgetPause)
            rig.diary.note("go")
        }
        #expect(report.outcome == .completed && !rig.journal.events.contains("paused"))
    }

    @Test func `a pause in the last step holds too`() async {
        let rig = Rig()
        let engine = rig.engine { waits(rig) }
        async let ending = engine.run()
        await rig.diary.wait(for: "step_started")
        _ = await engine.submit(.pause(now: false), from: .test)
        rig.diary.note("go")
        await rig.diary.wait(for: "paused")
        _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        #expect(await ending.outcome == .completed)
    }

    @Test func `a pause may follow the one before at once`() async {
        let rig = Rig()
        let engine = rig.engine {
            waits(rig); RecordNote("next")
        }
        async let ending = engine.run()
        await rig.diary.wait(for: "step_started")
        _ = await engine.submit(.pause(now: false), from: .test)
        rig.diary.note("go")
        await rig.diary.wait(for: "paused")
        _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        let again = await engine.submit(.pause(now: false), from: .test)
        if again.status == .accepted { await rig.diary.wait(for: "paused", times: 2) }
        _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        #expect(await ending.outcome == .completed)
        rig.journal.checkCompleteness()
    }

    @Test func `an open step is skipped, its cell off, and the run goes on`() async {
        let rig = Rig(stalled())
        let report = await rig.engine {
            tenPoints; RecordNote("next")
        }.run(rig, at: "cell stall") { engine in
            #expect(await engine.submit(.skipStep, from: .test).status == .accepted)
        }
        #expect(report.outcome == .completed && report.points == 3)
        #expect(rig.diary.has("cell makeSafe orderly", before: "note"))
        #expect(rig.journal.events.contains("step_skipped"))
        rig.journal.checkCompleteness()
    }

    @Test func `the next step is skipped while paused`() async {
        let rig = Rig()
        let engine = rig.engine {
            waits(rig); tenPoints; RecordNote("next")
        }
        async let ending = engine.run()
        await rig.diary.wait(for: "step_started")
        _ = await engine.submit(.pause(now: false), from: .test)
        rig.diary.note("go")
        await rig.diary.wait(for: "paused")
        #expect(await engine.submit(.skipStep, from: .test).status == .done)
        _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        let report = await ending
        #expect(report.outcome == .completed && report.steps == 3 && rig.diary.count("cell measure") == 0)
        #expect(rig.journal.data(of: .stepSkipped).map { $0["step_index"]?.int } == [1])
        rig.journal.checkCompleteness()
    }

    @Test func `a skip while paused inside author code leaves that step, not the run`() async {
        let rig = Rig()
        let engine = rig.engine {
            Perform("p") { bench in while true { _ = try await bench.measure(tenPoints) } }
            RecordNote("next")
        }
        async let ending = engine.run()
        await rig.diary.wait(for: "cell measure")
        _ = await engine.submit(.pause(now: false), from: .test)
        rig.diary.note("go")
        await rig.diary.wait(for: "paused")
        #expect(await engine.submit(.skipStep, from: .test).status == .done)
        _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        #expect(await ending.outcome == .completed)
        #expect(rig.journal.data(of: .stepSkipped).map { $0["step_path"]?.text } == ["p"])
        rig.journal.checkCompleteness()
    }

    @Test func `nothing goes on while paused, even when author code was left behind`() async {
        let rig = Rig()
        let diary = rig.diary
        let engine = rig.engine {
            Perform("p") { bench in
                Task { try await bench.measure(tenPoints) }
                await diary.wait(for: "paused")
            }
            RecordNote("next")
        }
        async let ending = engine.run()
        await diary.wait(for: "step_started")
        _ = await engine.submit(.pause(now: false), from: .test)
        await diary.wait(for: "paused")
        _ = await engine.submit(.note, from: .test)
        #expect(!rig.journal.events.contains("note"))
        _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        #expect(await ending.outcome == .completed)
        rig.journal.checkCompleteness()
    }
}
