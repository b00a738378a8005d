import LabEngine
import LabInstruments
import LabPrograms
import LabPublishing
import LabTesting
import Testing

/// A pause between steps: how long it lasts, and what the cell does.
@Suite(.timeLimit(.minutes(1))) struct PotentialHoldTests {
    private let clock = ManualClock()

    /// A bench whose measurements end by themselves, but for a potential that is held: that gives some points and goes on.
    private func rig(_ state: PauseState, _ change: (inout ToyDevice.Behaviour) -> Void = { _ in }) -> Rig {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stallIn = { $0.duration > .seconds(3600) ? 25 : nil }
        change(&behaviour)
        var rig = Rig(behaviour, clock: clock)
        rig.pauseState = state
        return rig
    }

    /// Runs `steps` between a pause in the first of them and whatever `action` does in that pause.
    private func paused(
        _ rig: Rig, by source: CommandSource = .test, _ action: (ExperimentEngine) async -> Void
    ) async -> RunReport {
        let diary = rig.diary
        let engine = rig.engine {
            tenPoints
            Perform("waits") { _ in await diary.wait(for: "go") }
            RecordNote("next")
        }
        async let ending = engine.run()
        await diary.wait(for: "step_started", times: 2)
        _ = await engine.submit(.pause(now: false), from: source)
        diary.note("go")
        await diary.wait(for: "paused")
        await action(engine)
        return await ending
    }

    @Test func `a pause that lasts too long stops the run, the cell off`() async {
        let rig = rig(.cellOff)
        let report = await paused(rig) { _ in
            clock.advance(by: .seconds(24 * 3600 - 1))
            #expect(rig.journal.events.last != "experiment_finished")
            clock.advance(by: .seconds(1))
        }
        #expect(report.outcome == .stopped && report.reason == "pause_timeout" && report.exitCode == 3)
        #expect(!rig.journal.events.contains("note") && !rig.cell.isCellOn)
        rig.journal.checkCompleteness()
    }

    @Test func `each pause has the longest time for itself`() async {
        var rig = rig(.cellOff)
        rig.pause.longest = .seconds(100)
        let report = await paused(rig) { engine in
            for round in 1...3 {
                clock.advance(by: .seconds(60))
                _ = await engine.submit(.resume(acknowledge: nil), from: .test)
                guard round < 3 else { break }
                if await engine.submit(.pause(now: false), from: .test).status != .accepted { break }
                await rig.diary.wait(for: "paused", times: round + 1)
            }
        }
        #expect(report.outcome == .completed)
        rig.journal.checkCompleteness()
    }

    @Test(arguments: [PauseState.holdPotential(at: .volts(0.2)), .holdLastPotential()])
    func `a potential is held, measured and recorded until resume, which ends it first`(_ state: PauseState) async {
        let rig = rig(state)
        let report = await paused(rig) { engine in
            await rig.diary.wait(for: "cell stall")
            #expect(rig.cell.isCellOn)
            _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed && !rig.cell.isCellOn)
        let paused = rig.journal.data(of: .paused).first
        #expect(paused?["cell"] == "on")
        #expect(paused?["potential_V"]?.double == (state == .holdLastPotential() ? 0.1 : 0.2))
        #expect(rig.diary.has("cell makeSafe orderly", before: "note"), "the cell is off before the next step")
        let held = rig.journal.batches.filter { $0.phase == .hold }
        #expect(held.flatMap(\.points).count == 3, "one of ten points, once a second")
        #expect(held.allSatisfy { $0.technique == .chronoamperometry && $0.stepIndex == 1 })
        let cells = rig.journal.data(of: .cellState).compactMap { $0["cell"]?.text }
        #expect(cells == ["off", "on", "off", "on", "off", "off"])
        rig.journal.checkCompleteness()
    }

    @Test func `what is held is a script as long as the longest pause`() async {
        let rig = rig(.holdPotential(at: .volts(0.2))) { $0.stallIn = { $0.duration == .seconds(7200) ? 1 : nil } }
        var longer = rig
        longer.pause.longest = .seconds(7200)
        _ = await paused(longer) { engine in
            await rig.diary.wait(for: "cell stall")
            _ = await engine.submit(.stop(now: false), from: .test)
        }
        #expect(rig.diary.count("cell stall") == 1 && !rig.cell.isCellOn)
    }

    @Test(arguments: [false, true]) func `a stop ends a held potential`(_ now: Bool) async {
        let rig = rig(.holdPotential(at: .volts(0.2)))
        let report = await paused(rig) { engine in
            await rig.diary.wait(for: "cell stall")
            _ = await engine.submit(.stop(now: now), from: .test)
        }
        #expect(report.outcome == .stopped && report.safe == [.cell: .confirmed] && !rig.cell.isCellOn)
        rig.journal.checkCompleteness()
    }

    @Test func `a pause nobody signed holds no potential, and says so`() async {
        let rig = rig(.holdPotential(at: .volts(0.2)))
        let report = await paused(rig, by: .stranger) { engine in
            #expect(!rig.cell.isCellOn)
            _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed && rig.diary.count("cell measure") == 1)
        let paused = rig.journal.data(of: .paused).first
        #expect(paused?["cell"] == "off" && paused?["message"]?.text?.contains("signed") == true)
    }

    @Test func `the last potential is held only where there is one`() async {
        let rig = rig(.holdLastPotential())
        let diary = rig.diary
        let report = await rig.engine {
            Perform("waits") { _ in await diary.wait(for: "go") }
        }.run(rig, at: "step_started") { engine in
            _ = await engine.submit(.pause(now: false), from: .test)
            diary.note("go")
            await diary.wait(for: "paused")
            _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed && diary.count("cell measure") == 0)
        #expect(rig.journal.data(of: .paused).first?["message"]?.text?.contains("No potential") == true)
    }

    @Test(arguments: [LimitAction.stop, .pause, .endStep]) func `limits act on a held potential`(_ action: LimitAction)
        async
    {
        var rig = rig(.holdPotential(at: .volts(0.2)))
        rig.limits.currentMaximum = .microamperes(15)
        rig.limits.actions[.currentMaximum] = action
        let report = await paused(rig) { engine in
            await rig.diary.wait(for: "limit_breached")
            #expect(!rig.cell.isCellOn)
            guard action != .stop else { return }
            let plain = await engine.submit(.resume(acknowledge: nil), from: .test)
            #expect(plain.status == (action == .pause ? .refused : .done))
            if action == .pause { _ = await engine.submit(.resume(acknowledge: .currentMaximum), from: .test) }
        }
        #expect(report.reason == (action == .stop ? "limit:i_max" : nil))
        #expect(rig.journal.events.contains("note") == (action != .stop) && rig.diary.count("cell measure") == 2)
        rig.journal.checkCompleteness()
    }

    @Test func `silence ends a held potential`() async {
        var rig = rig(.holdPotential(at: .volts(0.2)))
        rig.limits.silence = .seconds(5)
        let report = await paused(rig) { _ in
            await rig.diary.wait(for: "cell stall")
            clock.advance(by: .seconds(5))
        }
        #expect(report.reason == "limit:silence" && !rig.cell.isCellOn)
    }

    @Test func `an instrument that fails while it holds ends the run`() async {
        let rig = rig(.holdPotential(at: .volts(0.2))) {
            $0.fault = (20, LinkError.silent(address: "toy", waited: .seconds(1)))
        }
        let report = await paused(rig) { _ in }
        #expect(report.outcome == .failed && report.safe == [.cell: .confirmed])
        rig.journal.checkCompleteness()
    }

    @Test func `a limit that pauses is followed by a pause with the cell off`() async {
        var rig = rig(.holdPotential(at: .volts(0.2)))
        rig.limits.currentMaximum = .microamperes(4.5)
        rig.limits.actions[.currentMaximum] = .pause
        let report = await rig.engine { tenPoints }.run(rig, at: "paused") { engine in
            #expect(!rig.cell.isCellOn)
            _ = await engine.submit(.resume(acknowledge: .currentMaximum), from: .test)
        }
        #expect(report.outcome == .completed && rig.diary.count("cell measure") == 1)
        let paused = rig.journal.data(of: .paused).first
        #expect(paused?["source"] == "limit" && paused?["reason"] == "limit:i_max" && paused?["limit"] == "i_max")
    }

    @Test func `a potential that cannot be held is refused before anything is touched`() async {
        for state in [
            PauseState.holdPotential(at: .volts(2)), .holdLastPotential(on: InstrumentRole(rawValue: "pump")),
        ] {
            let rig = rig(state)
            let report = await rig.run { tenPoints }
            #expect(report.outcome == .refused && report.reason == "invalid_input")
            #expect(report.fault?.message.contains("pauseState") == true && rig.diary.count("cell measure") == 0)
        }
    }
}
