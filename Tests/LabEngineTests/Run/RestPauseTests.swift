import LabEngine
import LabPrograms
import LabTesting
import Testing

/// A pause in a rest and in author code.
@Suite(.timeLimit(.minutes(1))) struct RestPauseTests {
    private let clock = ManualClock()

    private func rest(_ engine: ExperimentEngine, _ rig: Rig) async -> RunReport {
        async let ending = engine.run()
        await rig.diary.wait(for: "step_started")
        await clock.alarm(in: .seconds(100))
        clock.advance(by: .seconds(40))
        _ = await engine.submit(.pause(now: true), from: .test)
        await rig.diary.wait(for: "paused")
        clock.advance(by: .seconds(1000))
        _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        clock.advance(by: .seconds(59))
        _ = await engine.submit(.ping, from: .test)
        #expect(!rig.journal.events.contains("step_completed"), "a second remains")
        await clock.ring(in: .seconds(1))
        return await ending
    }

    @Test func `pause now stops a rest, and resume goes on with what remains of it`() async {
        var rig = Rig(clock: clock)
        rig.limits.stepTime = .seconds(200)
        let report = await rest(rig.engine { Rest(.seconds(100)) }, rig)
        #expect(report.outcome == .completed && clock.now.sinceOrigin == .seconds(1100))
        #expect(rig.journal.data(of: .paused).first?["cell"] == "off")
        rig.journal.checkCompleteness()
    }

    @Test func `pause now stops a rest of author code, too`() async {
        var rig = Rig(clock: clock)
        rig.limits.stepTime = .seconds(200)
        let report = await rest(rig.engine { Perform("p") { try await $0.rest(.seconds(100)) } }, rig)
        #expect(report.outcome == .completed && clock.now.sinceOrigin == .seconds(1100))
        rig.journal.checkCompleteness()
    }

    @Test func `the time of a step is still limited after a pause`() async {
        var rig = Rig(clock: clock)
        rig.limits.stepTime = .seconds(50)
        let report = await rig.engine { Rest(.seconds(100)) }.run(rig, at: "step_started") { engine in
            await clock.alarm(in: .seconds(100))
            clock.advance(by: .seconds(40))
            _ = await engine.submit(.pause(now: true), from: .test)
            clock.advance(by: .seconds(1000))
            _ = await engine.submit(.resume(acknowledge: nil), from: .test)
            await clock.ring(in: .seconds(10))
        }
        #expect(report.reason == "limit:step_time")
        rig.journal.checkCompleteness()
    }

    @Test func `author code waits at its next call, whatever that is`() async {
        let rig = Rig(clock: clock)
        let diary = rig.diary
        let report = await rig.engine {
            Perform("p") { bench in
                await diary.wait(for: "go")
                try await bench.rest(.zero)
                diary.note("rested")
            }
        }.run(rig, at: "step_started") { engine in
            _ = await engine.submit(.pause(now: true), from: .test)
            #expect(!rig.journal.events.contains("paused"), "nothing can stand still yet")
            diary.note("go")
            await diary.wait(for: "paused")
            _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed && diary.has("resumed", before: "rested"))
        rig.journal.checkCompleteness()
    }

    @Test func `a measurement of author code is held like any other`() async {
        var behaviour = ToyDevice.Behaviour()
        (behaviour.stall, behaviour.canHold) = (3, true)
        let rig = Rig(behaviour, clock: clock)
        let report = await rig.engine {
            Perform("p") { _ = try await $0.measure(tenPoints) }
        }.run(rig, at: "cell stall") { engine in
            _ = await engine.submit(.pause(now: true), from: .test)
            await rig.diary.wait(for: "paused")
            _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        #expect(report.outcome == .completed && report.points == 10)
        #expect(rig.journal.data(of: .paused).first?["step_path"] == "p/CA")
        rig.journal.checkCompleteness()
    }

    @Test(arguments: [InterruptionPolicy.skip, .restart(atMost: 1), .stop])
    func `a measurement of author code that cannot be held follows the policy of its step`(
        _ policy: InterruptionPolicy
    ) async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 3
        let rig = Rig(behaviour, clock: clock)
        let body = Perform("p") { _ = try await $0.measure(tenPoints) }
        let engine = rig.engine {
            if policy == .restart(atMost: 1) { body.repeatable(atMost: 1) } else { body.whenInterrupted(policy) }
            RecordNote("next")
        }
        async let ending = engine.run()
        await rig.diary.wait(for: "cell stall")
        _ = await engine.submit(.pause(now: true), from: .test)
        if policy != .stop {
            await rig.diary.wait(for: "paused")
            _ = await engine.submit(.resume(acknowledge: nil), from: .test)
        }
        if policy == .restart(atMost: 1) {
            await rig.diary.wait(for: "cell stall", times: 2)
            rig.cell.goOn()
        }
        let report = await ending
        #expect(report.outcome == (policy == .stop ? .stopped : .completed))
        #expect(rig.journal.events.contains("note") == (policy != .stop))
        #expect(rig.diary.count("cell measure") == (policy == .restart(atMost: 1) ? 2 : 1))
        rig.journal.checkCompleteness()
    }
}
