import LabEngine
import LabPrograms
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1))) struct HostSuspendedTests {
    @Test func `a host that slept through a measurement stops the run, the cell off`() async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 5
        let clock = HurriedClock(factor: 20)
        let rig = Rig(behaviour, clock: clock)
        rig.diary.when("cell stall") { clock.timeSuspended = .seconds(60) }
        let report = await rig.run { tenPoints }
        #expect(report.outcome == .stopped && report.reason == "host_suspended" && report.safe == [.cell: .confirmed])
        #expect(rig.journal.data(of: .hostSuspended).first?["seconds"]?.double == 60)
        #expect(rig.diary.has("host_suspended", before: "cell makeSafe orderly") && !rig.cell.isCellOn)
    }

    @Test func `a host that slept while nothing was measured, or whose clock was set, only says so`() async {
        let clock = HurriedClock(factor: 20)
        let rig = Rig(clock: clock)
        rig.diary.when("heartbeat") { clock.timeSuspended = .seconds(60) }
        let report = await rig.run { Rest(.seconds(25)) }
        #expect(report.outcome == .completed)
        // Its wall clock stands still, so that it is seen to be set at every look.
        #expect(rig.journal.events.contains("host_suspended") && rig.journal.events.contains("clock_step"))
    }
}
