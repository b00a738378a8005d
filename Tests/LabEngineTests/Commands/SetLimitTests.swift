@testable import LabEngine
import LabPrograms
import LabTesting
import LabValues
import Testing

/// Limits are tightened by a command, never loosened.
@Suite(.timeLimit(.minutes(1))) struct SetLimitTests {
    private func asking(
        _ limits: SafetyLimits = SafetyLimits(), _ parameters: JSONObject
    ) async -> (CommandReply, SafetyLimits) {
        var rig = Rig()
        rig.limits = limits
        let engine = rig.engine { Rest(.seconds(3600)) }
        let caller = Caller(engine, rig)
        async let report = engine.run()
        await rig.diary.wait(for: "step_started")
        let reply = await caller.ask("set_limit", parameters)
        let kept = await engine.limits
        caller.send("stop")
        _ = await report
        return (reply, kept)
    }

    @Test func `a limit is set where none was, and tightened where one was`() async {
        var limits = SafetyLimits()
        limits.potentialMinimum = .volts(-0.5)
        let (first, kept) = await asking(limits, ["name": "i_max", "value": "1mA"])
        #expect(first.status == .done && kept.currentMaximum == .milliamperes(1))
        #expect(first.details["limits"]?["i_max"]?.double == 0.001)
        let (_, tighter) = await asking(limits, ["name": "e_min", "value": "-0.2V"])
        #expect(tighter.potentialMinimum == .volts(-0.2))
    }

    @Test(arguments: [("i_max", "2mA"), ("e_min", "-1V"), ("step_time", "2h"), ("excess_points", "9")])
    func `a wider limit is refused with both values`(_ name: String, _ value: String) async {
        var limits = SafetyLimits()
        limits.currentMaximum = .milliamperes(1)
        limits.potentialMinimum = .volts(-0.5)
        limits.stepTime = .seconds(4000)
        limits.excessPoints = 5
        let (reply, kept) = await asking(limits, ["name": .string(name), "value": .string(value)])
        #expect(reply.status == .refused && reply.reason == "not_tighter" && kept == limits)
        #expect(reply.details["asked"] == .string(value) && reply.details["in_force"]?.text?.isEmpty == false)
    }

    @Test(arguments: [
        ("i_mox", "1mA"), ("i_max", "1V"), ("i_max", "1"), ("i_max", "nan"), ("e_max", "-1V"), ("silence", "0s"),
        ("excess_points", "-1"), ("run_time", "99999999999999999999999999h"),
    ])
    func `what is no limit is refused with words`(_ name: String, _ value: String) async {
        var limits = SafetyLimits()
        limits.potentialMinimum = .volts(-0.5)
        let (reply, kept) = await asking(limits, ["name": .string(name), "value": .string(value)])
        #expect(reply.status == .refused && reply.reason == "bad_limit" && kept == limits)
        #expect(reply.details["message"]?.text?.isEmpty == false)
    }

    @Test func `the greatest number of excess points there is harms nobody`() async {
        let (reply, _) = await asking(["name": "excess_points", "value": .integer(.max)])
        #expect(reply.status == .done)
    }

    private func asking(_ parameters: JSONObject) async -> (CommandReply, SafetyLimits) {
        await asking(SafetyLimits(), parameters)
    }

    @Test func `a measurement that is open keeps the new limit from its next point on`() async {
        let isTightened = Monitor(false)
        let half = Diary()
        var behaviour = ToyDevice.Behaviour()
        behaviour.current = { index in
            if index == 5 {
                half.note("half")
                _ = isTightened.wait(for: .seconds(20)) { $0 ? true : nil }
            }
            return .microamperes(Double(index))
        }
        let rig = Rig(behaviour)
        let engine = rig.engine { tenPoints }
        let caller = Caller(engine, rig)
        async let report = engine.run()
        await half.wait(for: "half")
        #expect(await caller.ask("set_limit", ["name": "i_max", "value": "3uA"]).status == .done)
        isTightened.update { $0 = true }
        #expect(await report.reason == "limit:i_max")
        #expect(rig.journal.data(of: .limitBreached).first?["value"] == "3 µA")
        rig.journal.checkCompleteness()
    }

    @Test(arguments: [("step_time", "20s"), ("run_time", "20s")])
    func `the time of an open step and of the run is tightened too`(_ name: String, _ value: String) async {
        let clock = ManualClock()
        let rig = Rig(clock: clock)
        let engine = rig.engine { Rest(.seconds(3600)) }
        let caller = Caller(engine, rig)
        async let report = engine.run()
        await rig.diary.wait(for: "step_started")
        await clock.alarm(in: .seconds(3600))
        #expect(await caller.ask("set_limit", ["name": .string(name), "value": .string(value)]).status == .done)
        clock.advance(by: .seconds(20))
        #expect(await report.reason == "limit:\(name)")
    }

    @Test(arguments: [("silence", "5s"), ("step_time", "5s")])
    func `an open measurement is watched by the new time`(_ name: String, _ value: String) async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 3
        let clock = ManualClock()
        let rig = Rig(behaviour, clock: clock)
        let engine = rig.engine { tenPoints }
        let caller = Caller(engine, rig)
        async let report = engine.run()
        await rig.diary.wait(for: "cell stall")
        #expect(await caller.ask("set_limit", ["name": .string(name), "value": .string(value)]).status == .done)
        for _ in 0..<60 {  // the watch looks every tenth of a second
            await engine.attend()
            clock.advance(by: .milliseconds(100))
        }
        #expect(await report.reason == "limit:\(name)")
    }
}
