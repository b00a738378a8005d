import Glibc
import SwiftOverlayShims

/// The host's own clock, with a thread that rings its alarms.
public final class SystemClock: LabClock {
    private struct Alarms {
        var queue = AlarmQueue()
        var changes: UInt64 = 0  // of the earliest alarm
    }
    private let alarms = Monitor(Alarms())

    /// Starts the clock's thread; one clock serves a whole process.
    public init() {
        startThread { [self] in ring() }
    }

    public var now: LabInstant {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return LabInstant(sinceOrigin: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
    }

    public var wallTime: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(millisecondsSinceEpoch: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    public var timeSuspended: Duration {
        var awake = timespec()
        let before = now
        clock_gettime(CLOCK_MONOTONIC, &awake)
        return max(.zero, before.sinceOrigin - (.seconds(awake.tv_sec) + .nanoseconds(awake.tv_nsec)))
    }

    public func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID {
        let (id, isEarliest) = alarms.read { alarms in
            let earliest = alarms.queue.earliest
            let id = alarms.queue.insert(at: moment, action)
            return (id, earliest.map { moment < $0 } ?? true)
        }
        if isEarliest { alarms.update { $0.changes += 1 } }  // later ones do not disturb the thread
        return id
    }

    public func cancelAlarm(_ id: AlarmID) { alarms.read { $0.queue.remove(id) } }

    private func ring() {
        while true {
            let (earliest, seen) = alarms.read { ($0.queue.earliest, $0.changes) }
            let pause = earliest.map { $0 - now } ?? .seconds(1)
            if pause > .zero {
                // A second at most: the condition's clock stands still while the host is suspended, `now` does not.
                _ = alarms.wait(for: min(pause, .seconds(1))) { $0.changes != seen ? true : nil }
            }
            let moment = now
            for action in alarms.read({ $0.queue.removeDue(at: moment) }) { action() }
        }
    }
}
