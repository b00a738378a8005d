import LabEngine
import LabPrograms
import LabTesting
import Testing

/// The condition of a loop: author code that may be left like a step.
@Suite(.timeLimit(.minutes(1))) struct ConditionTests {
    private let clock = ManualClock()

    /// A loop whose condition never answers the first time it is asked.
    private func engine(_ rig: Rig, ignoringCancellation: Bool) -> ExperimentEngine {
        let diary = rig.diary
        return rig.engine {
            RepeatUntil("loop", atMost: 2) {
                RecordNote("x")
            } until: { iteration in
                diary.note("asked")
                if iteration.index == 0 { try await ToyDevice.hang(ignoringCancellation: ignoringCancellation) }
                return true
            }
        }
    }

    private func check(_ report: RunReport, _ rig: Rig) {
        #expect(report.outcome == .completed && report.steps == 2 && rig.diary.count("asked") == 2)
        rig.journal.checkCompleteness()
    }

    @Test(arguments: [LimitName.runTime, .stepTime])
    func `a condition that is left counts as not met`(_ limit: LimitName) async {
        var rig = Rig(clock: clock)
        if limit == .runTime { rig.limits.runTime = .seconds(100) } else { rig.limits.stepTime = .seconds(100) }
        rig.limits.actions[limit] = .endStep
        let report = await engine(rig, ignoringCancellation: true).run(rig, at: "asked") { _ in
            clock.advance(by: .seconds(100))
            await clock.alarm(in: .seconds(2))  // after which nobody waits for it
            clock.advance(by: .seconds(10))
        }
        check(report, rig)
    }

    @Test func `a condition may be skipped`() async {
        let rig = Rig(clock: clock)
        let report = await engine(rig, ignoringCancellation: false).run(rig, at: "asked") { engine in
            #expect(await engine.submit(.skipStep, from: .test).status == .accepted)
        }
        check(report, rig)
    }

    @Test func `a condition that takes too long ends the run`() async {
        var rig = Rig(clock: clock)
        rig.limits.stepTime = .seconds(100)
        let report = await engine(rig, ignoringCancellation: true).run(rig, at: "asked") { _ in
            clock.advance(by: .seconds(100))
        }
        #expect(report.outcome == .failed && report.reason == "limit:step_time")
        rig.journal.checkCompleteness()
    }
}
