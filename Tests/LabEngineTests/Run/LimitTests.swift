import LabEngine
import LabPrograms
import Testing

@Suite(.timeLimit(.minutes(1))) struct LimitTests {
    private func limits(_ change: (inout SafetyLimits) -> Void) -> SafetyLimits {
        var limits = SafetyLimits()
        change(&limits)
        return limits
    }

    @Test func `a breach tells the driver within the call that delivered the point`() async {
        var rig = Rig()
        rig.limits.currentMaximum = .microamperes(4.5)
        let report = await rig.run {
            tenPoints
            tenPoints
        }
        #expect(report.outcome == .failed && report.reason == "limit:i_max" && report.exitCode == 1)
        #expect(rig.diary.lines.contains("cell told to stop at point 5"))
        #expect(report.points == 6 && rig.diary.count("cell measure") == 1)
        #expect(rig.diary.has("cell told to stop at point 5", before: "limit_breached"))
        #expect(rig.journal.data(of: .limitBreached).first?["limit"]?.text == "i_max")
        rig.journal.checkCompleteness()
    }

    @Test func `a driver that does not stop after a breach is left behind and its cell made safe on a new wire`() async
    {
        var behaviour = ToyDevice.Behaviour()
        behaviour.hangsAfterBreach = true
        var rig = Rig(behaviour, hurry: 20)
        rig.limits.currentMaximum = .microamperes(4.5)
        let report = await rig.run { tenPoints }
        #expect(report.reason == "limit:i_max" && report.safe == [.cell: .confirmed])
        rig.journal.checkCompleteness()
    }

    @Test func `a driver that ignores a breach gets nothing more recorded`() async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.ignoresBreach = true
        var rig = Rig(behaviour)
        rig.limits.currentMaximum = .microamperes(4.5)
        let report = await rig.run { tenPoints }
        #expect(report.reason == "limit:i_max" && report.points == 6)
        #expect(rig.diary.lines.contains("cell told to stop at point 9"))
        rig.journal.checkCompleteness()
    }

    @Test(arguments: [true, false]) func `silence ends the run`(_ isObedient: Bool) async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 4
        behaviour.ignoresCancellation = !isObedient
        var rig = Rig(behaviour, hurry: 20)
        rig.limits.silence = .seconds(3)
        let report = await rig.run { tenPoints }
        #expect(report.reason == "limit:silence" && report.safe == [.cell: .confirmed] && report.points == 4)
        rig.journal.checkCompleteness()
    }

    @Test func `silence is watched with the driver's own limit when none is set`() async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 0
        behaviour.longestSilence = .seconds(2)
        let report = await Rig(behaviour, hurry: 20).run { tenPoints }
        #expect(report.reason == "limit:silence")
    }

    @Test func `the time of a step is limited, whatever the step is`() async {
        var stalled = ToyDevice.Behaviour()
        stalled.stall = 2
        var rig = Rig(stalled, hurry: 20)
        rig.limits.stepTime = .seconds(2)
        #expect(await rig.run { tenPoints }.reason == "limit:step_time")

        rig = Rig(hurry: 20)
        rig.limits.stepTime = .seconds(2)
        let report = await rig.run {
            Perform("hangs") { _ in try await ToyDevice.hang(ignoringCancellation: true) }
        }
        #expect(report.reason == "limit:step_time")
        rig.journal.checkCompleteness()
    }

    @Test func `the time of the run is limited, also while it is paused`() async {
        var rig = Rig(hurry: 20)
        rig.limits.runTime = .seconds(4)
        let report = await rig.run { Rest(.seconds(3600)) }
        #expect(report.reason == "limit:run_time" && report.exitCode == 1)
        rig.journal.checkCompleteness()

        var second = Rig(hurry: 20)
        second.limits.runTime = .seconds(4)
        let paused = second.engine { Perform("p") { bench in while true { _ = try await bench.measure(tenPoints) } } }
        let end = await paused.run(second, at: "step_started") { await $0.submit(.pause(now: false), from: .test) }
        #expect(end.reason == "limit:run_time")
        second.journal.checkCompleteness()
    }

    @Test func `a limit that ends the step lets the run go on, the cell made safe before`() async {
        var rig = Rig()
        rig.limits.currentMaximum = .microamperes(4.5)
        rig.limits.actions[.currentMaximum] = .endStep
        let report = await rig.run {
            tenPoints
            RecordNote("next")
        }
        #expect(report.outcome == .completed && report.points == 6)
        #expect(rig.diary.has("cell makeSafe orderly", before: "note"))
        #expect(rig.journal.events.contains("step_interrupted"))
        rig.journal.checkCompleteness()
    }

    @Test func `the run does not go on with a cell that could not be switched off`() async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.safe = [.state(.unconfirmed)]
        var rig = Rig(behaviour)
        rig.limits.currentMaximum = .microamperes(4.5)
        rig.limits.actions[.currentMaximum] = .endStep
        let report = await rig.run {
            tenPoints
            tenPoints
        }
        #expect(report.outcome == .failed && report.reason == "instrument_error" && report.exitCode == 5)
        #expect(rig.diary.count("cell measure") == 1)
        rig.journal.checkCompleteness()
    }

    @Test func `a limit that pauses latches until it is acknowledged, also after the last step`() async {
        var rig = Rig()
        rig.limits.currentMaximum = .microamperes(4.5)
        rig.limits.actions[.currentMaximum] = .pause
        let engine = rig.engine { tenPoints }
        let report = await engine.run(rig, at: "paused") { engine in
            #expect(await engine.submit(.resume(acknowledge: nil), from: .test).reason == "limit_not_acknowledged")
            #expect(await engine.submit(.resume(acknowledge: .silence), from: .test).status == .refused)
            #expect(await engine.submit(.resume(acknowledge: .currentMaximum), from: .test).status == .done)
        }
        #expect(report.outcome == .completed)
        #expect(rig.journal.data(of: .paused).first?["limit"]?.text == "i_max")
        rig.journal.checkCompleteness()
    }

    @Test func `more points than predicted are a limit`() async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.points = 20
        var rig = Rig(behaviour)
        rig.limits.excessPoints = 2
        let report = await rig.run { tenPoints }
        #expect(report.reason == "limit:excess_points" && report.points == 13)
    }
}
