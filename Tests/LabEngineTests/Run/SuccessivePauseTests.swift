import LabControl
import LabEngine
import LabPrograms
import LabPublishing
import LabTesting
import Testing

/// What comes in a pause, or right behind it, while the cell is on.
@Suite(.timeLimit(.minutes(1))) struct SuccessivePauseTests {
    private let clock = ManualClock()

    /// Stands still in a measurement after three points, or in a potential that is held.
    private func rig(inside: Bool, ignoresCancellation: Bool = false) -> Rig {
        var behaviour = ToyDevice.Behaviour()
        behaviour.canHold = true
        behaviour.ignoresCancellation = ignoresCancellation
        if inside || ignoresCancellation { behaviour.stall = 3 }
        behaviour.stallIn = { $0.duration > .seconds(3600) ? 25 : nil }
        var rig = Rig(behaviour, clock: clock)
        rig.pauseState = .holdPotential(at: .volts(0.2))
        return rig
    }

    /// Two steps, of which the second waits until “go” is noted.
    private func engine(_ rig: Rig, resumption: Resumption? = nil) -> ExperimentEngine {
        let diary = rig.diary
        return rig.engine(resumption: resumption) {
            tenPoints.whenInterrupted(.skip)
            Perform("waits") { _ in await diary.wait(for: "go") }
            RecordNote("next")
        }
    }

    /// Pauses in the second step, and does `action` once the potential is held.
    private func held(_ rig: Rig, _ action: (ExperimentEngine) async -> Void) async -> RunReport {
        let engine = engine(rig)
        async let ending = engine.run()
        await rig.diary.wait(for: "step_started", times: 2)
        await engine.submit(.pause(now: false), from: .test)
        rig.diary.note("go")
        await rig.diary.wait(for: "cell stall")
        await action(engine)
        return await ending
    }

    /// Pauses within the first step, and does `action` once the device holds.
    private func heldInside(_ rig: Rig, _ action: (ExperimentEngine) async -> Void) async -> RunReport {
        let engine = engine(rig)
        async let ending = engine.run()
        await rig.diary.wait(for: "cell stall")
        rig.diary.note("go")
        await engine.submit(.pause(now: true), from: .test)
        await rig.diary.wait(for: "paused")
        await action(engine)
        return await ending
    }

    @Test func `a pause right behind a resume begins when the potential of the former is off`() async {
        let rig = rig(inside: false)
        let report = await held(rig) { engine in
            await engine.submit([.resume(acknowledge: nil), .pause(now: false)])
            await rig.diary.wait(for: "paused", times: 2)
            await rig.diary.wait(for: "cell stall", times: 2)
            await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed && !rig.cell.isCellOn)
        let calls = rig.diary.lines.filter { $0 == "cell measure" || $0.hasPrefix("cell makeSafe") }
        let turn = ["cell measure", "cell makeSafe orderly"]
        #expect(Array(calls.prefix(5)) == ["cell measure"] + turn + turn)
        rig.journal.checkCompleteness()
    }

    @Test func `a pause right behind a resume is reached by a measurement that never went on`() async {
        let rig = rig(inside: true)
        let report = await heldInside(rig) { engine in
            await engine.submit([.resume(acknowledge: nil), .pause(now: true)])
            await rig.diary.wait(for: "paused", times: 2)
            await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed && rig.diary.count("cell hold") == 1)
        #expect(rig.journal.batches.first { $0.phase == nil }?.points.count == 3)
        rig.journal.checkCompleteness()
    }

    @Test func `however often a pause follows a resume, the device holds no longer than it may`() async {
        let rig = rig(inside: true)
        let report = await heldInside(rig) { engine in
            clock.advance(by: .seconds(40))
            await engine.submit([.resume(acknowledge: nil), .pause(now: true)])
            await rig.diary.wait(for: "paused", times: 2)
            clock.advance(by: .seconds(20))
            await rig.diary.wait(for: "step_interrupted")
            #expect(!rig.cell.isCellOn)
            await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed)
        rig.journal.checkCompleteness()
    }

    @Test func `a pause nobody signed ends a potential that another holds`() async {
        let rig = rig(inside: false)
        let report = await held(rig) { engine in
            #expect(await engine.submit(.pause(now: false), from: .stranger).status == .done)
            await rig.diary.wait(for: "cell makeSafe orderly")
            #expect(!rig.journal.events.contains("note"))
            await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed && !rig.cell.isCellOn)
        rig.journal.checkCompleteness()
    }

    @Test func `a pause nobody signed interrupts a measurement that another holds`() async {
        let rig = rig(inside: true)
        let report = await heldInside(rig) { engine in
            #expect(await engine.submit(.pause(now: false), from: .stranger).status == .done)
            await rig.diary.wait(for: "step_interrupted")
            #expect(!rig.cell.isCellOn)
            await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed)
        rig.journal.checkCompleteness()
    }

    @Test(arguments: [false, true]) func `a limit that latches in a pause switches the cell off`(_ inside: Bool) async {
        var rig = rig(inside: inside)
        rig.limits.runTime = .seconds(30)
        rig.limits.actions[.runTime] = .pause
        let report =
            inside ? await heldInside(rig) { await breach($0, rig) } : await held(rig) { await breach($0, rig) }
        #expect(report.outcome == .completed && !rig.cell.isCellOn)
        rig.journal.checkCompleteness()
    }

    private func breach(_ engine: ExperimentEngine, _ rig: Rig) async {
        clock.advance(by: .seconds(30))
        await rig.diary.wait(for: "cell makeSafe orderly")
        await engine.submit(.resume(acknowledge: .runTime), from: .test)
    }

    @Test func `a potential held for author code is waited for at the end`() async {
        let rig = rig(inside: false, ignoresCancellation: true)
        let diary = rig.diary
        let report = await rig.engine {
            Perform("p") { bench in
                await diary.wait(for: "asked")
                Task { try await bench.rest(.seconds(1)) }
                await diary.wait(for: "never")
            }
        }.run(rig, at: "step_started") { engine in
            await engine.submit(.pause(now: false), from: .test)
            diary.note("asked")
            await diary.wait(for: "cell stall")
            await engine.submit(.stop(now: false), from: .test)
            await diary.wait(for: "step_interrupted")
            for _ in 0..<10_000 { await Task.yield() }
            #expect(diary.count("cell makeSafe orderly") == 0, "its driver still has the instrument")
            clock.advance(by: .seconds(10))
        }
        #expect(report.outcome == .stopped && rig.journal.batches.map(\.phase) == [.hold])
        rig.journal.checkCompleteness()
    }

    @Test func `who asks in a pause learns the potential that is held`() async {
        let rig = rig(inside: true)
        let scan = CyclicVoltammetry(
            begin: .volts(0), vertex1: .volts(0.3), vertex2: .volts(0), at: .voltsPerSecond(1), step: .millivolts(10))
        _ = await rig.engine { scan }.run(rig, at: "cell stall") { engine in
            let caller = Caller(engine, rig)
            await engine.submit(.pause(now: true), from: .test)
            await rig.diary.wait(for: "paused")
            #expect(await caller.ask("pause").details["potential_V"]?.double == 0.1)
            await engine.submit(.stop(now: false), from: .test)
        }
    }

    @Test func `who stops a held potential learns how long that takes`() async {
        let rig = rig(inside: false)
        _ = await held(rig) { engine in
            let caller = Caller(engine, rig)
            _ = await caller.ask("stop", id: "s")
            #expect(caller.replies(to: "s").first?.details["stop_within_s"]?.double == 0.5)
        }
    }

    @Test func `a held potential belongs to the attempt before it, in a resumed run too`() async {
        let rig = rig(inside: false)
        var resumption = Resumption(
            firstItem: 1, firstStep: "waits", stepIndex: 1, previousOutcome: "interrupted", lastSeq: 41,
            lastMoment: clock.wallTime)
        resumption.attempts = [1: 2]
        let engine = engine(rig, resumption: resumption)
        await engine.submit(.pause(now: false), from: .test)
        async let ending = engine.run()
        await rig.diary.wait(for: "paused")
        await engine.submit(.resume(acknowledge: nil), from: .test)
        await rig.diary.wait(for: "step_started")
        await engine.submit(.pause(now: false), from: .test)
        rig.diary.note("go")
        await rig.diary.wait(for: "cell stall")
        await engine.submit(.resume(acknowledge: nil), from: .test)
        #expect(await ending.outcome == .completed)
        #expect(rig.journal.data(of: .paused).map { $0["cell"]?.text } == ["off", "on"])
        let holds = rig.journal.batches.filter { $0.phase == .hold }
        #expect(!holds.isEmpty && holds.allSatisfy { $0.stepIndex == 1 && $0.attempt == 3 })
    }
}

extension ExperimentEngine {
    /// Several commands in one go: nothing happens between them.
    fileprivate func submit(_ requests: [RunRequest]) { for request in requests { submit(request, from: .test) } }
}
