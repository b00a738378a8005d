import LabValues
import Testing

@testable import LabEngine

/// A host whose clocks are set by hand.
private struct HostClock: LabClock {
    var now = LabInstant(sinceOrigin: .seconds(100))
    var wallTime = Timestamp(millisecondsSinceEpoch: 1_000_000)
    var timeSuspended = Duration.seconds(7)

    /// Time passes while the host is awake.
    mutating func pass(_ span: Duration) {
        now = now + span
        wallTime = wallTime + span
    }

    func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID { AlarmID(number: 0) }
    func cancelAlarm(_ id: AlarmID) {}
}

struct HostWatchTests {
    @Test func `time that passes is no event, however much of it`() {
        var clock = HostClock()
        var watch = HostWatch(clock)
        for _ in 0..<10 {
            clock.pass(.seconds(3600))
            #expect(watch.look(clock).isEmpty)
        }
    }

    @Test(arguments: [150, -150, 3_600_000])
    func `a wall clock that is set is told once, with its sign`(milliseconds: Int) {
        var clock = HostClock()
        var watch = HostWatch(clock)
        clock.wallTime = clock.wallTime + .milliseconds(milliseconds)
        #expect(watch.look(clock) == [.clockStep(.milliseconds(milliseconds))])
        #expect(watch.look(clock).isEmpty)
    }

    @Test func `a wall clock that is slewed a little at a time is not called set`() {
        var clock = HostClock()
        var watch = HostWatch(clock)
        for _ in 0..<20 {
            clock.pass(.seconds(1))
            clock.wallTime = clock.wallTime + .milliseconds(50)
            #expect(watch.look(clock).isEmpty)
        }
    }

    @Test func `a sleep is told with its length`() {
        var clock = HostClock()
        var watch = HostWatch(clock)
        clock.pass(.seconds(30))
        clock.timeSuspended = .seconds(37)
        #expect(watch.look(clock) == [.suspended(.seconds(30))])
    }
}
