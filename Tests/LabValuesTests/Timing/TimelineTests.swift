import LabValues
import Synchronization
import Testing

struct TimelineTests {
    /// A clock that shows what it is told to show.
    private final class ToldClock: LabClock {
        let shown = Mutex((now: Duration.seconds(100), wall: Int64(1_768_473_000_000)))
        var now: LabInstant { LabInstant(sinceOrigin: shown.withLock { $0.now }) }
        var wallTime: Timestamp { Timestamp(millisecondsSinceEpoch: shown.withLock { $0.wall }) }
        func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID {
            AlarmID(number: 0)
        }
        func cancelAlarm(_ id: AlarmID) {}
    }

    @Test func `timestamps go on evenly when the wall clock is set back`() {
        let clock = ToldClock()
        let timeline = Timeline(clock)
        var previous = timeline.timestamp(clock.now)
        #expect(previous == clock.wallTime)
        for round in 1...10 {
            clock.shown.withLock { $0 = ($0.now + .milliseconds(500), $0.wall - Int64(round) * 3_600_000) }
            let next = timeline.timestamp(clock.now)
            #expect(next.millisecondsSinceEpoch == previous.millisecondsSinceEpoch + 500)
            previous = next
        }
    }

    @Test func `a moment before the start has an earlier timestamp`() {
        let clock = ToldClock()
        let timeline = Timeline(clock)
        let before = timeline.timestamp(LabInstant(sinceOrigin: .seconds(99)))
        #expect(before.description == "2026-01-15T10:29:59.000Z")
    }
}
