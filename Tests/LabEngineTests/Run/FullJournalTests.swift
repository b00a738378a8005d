import LabEngine
import LabPrograms
import LabPublishing
import LabTesting
import Testing

/// A journal that is full exactly when something begins.
@Suite(.timeLimit(.minutes(1))) struct FullJournalTests {
    @Test(arguments: 0...8) func `what could not be said to begin does not begin`(_ capacity: Int) async {
        let rig = Rig(capacity: capacity)
        let diary = rig.diary
        let report = await rig.run {
            Perform("p") { _ in diary.note("performed") }
            tenPoints
        }
        #expect(report.outcome == .stopped && report.reason == "outbox_full")
        #expect(diary.count("performed") <= diary.count("step_started"))
        let began = rig.journal.data(of: .cellState).filter { $0["cell"] == "on" }.count
        #expect(diary.count("cell measure") <= began)
    }

    @Test func `a potential that could not be said to be held is not`() async {
        let reference = rig(.max)
        _ = await paused(reference, isStopped: true)
        let place = reference.journal.messages.firstIndex { $0.event?.name == .paused }
        let rig = rig((place ?? 0) + 1)
        let report = await paused(rig)
        #expect(report.reason == "outbox_full" && rig.journal.events.last == "paused")
        #expect(rig.diary.count("cell measure") == 1 && reference.diary.count("cell measure") == 2)
    }

    private func rig(_ capacity: Int) -> Rig {
        var rig = Rig(capacity: capacity, clock: ManualClock())
        rig.pauseState = .holdPotential(at: .volts(0.2))
        return rig
    }

    /// Pauses in the second step of a run; stops it once a potential is held.
    private func paused(_ rig: Rig, isStopped: Bool = false) async -> RunReport {
        let diary = rig.diary
        let engine = rig.engine {
            tenPoints
            Perform("waits") { _ in await diary.wait(for: "go") }
        }
        async let ending = engine.run()
        await diary.wait(for: "step_started", times: 2)
        await engine.submit(.pause(now: false), from: .test)
        diary.note("go")
        await diary.wait(for: "paused")
        if isStopped {
            await diary.wait(for: "cell measure", times: 2)
            await engine.submit(.stop(now: false), from: .test)
        }
        return await ending
    }
}
