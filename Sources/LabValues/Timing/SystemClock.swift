import Glibc
import SwiftOverlayShims

/// The host's own clock, with a thread that rings its alarms.
public final class SystemClock: LabClock {
    private struct Alarm {
        var id: UInt64
        var moment: LabInstant
        var action: @Sendable () -> Void
    }
    private struct Alarms {
        var next: UInt64 = 1
        var pending: [Alarm] = []  // sorted, latest first
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
        alarms.update { alarms in
            let id = alarms.next
            alarms.next += 1
            let place = alarms.pending.firstIndex { $0.moment < moment } ?? alarms.pending.endIndex
            alarms.pending.insert(Alarm(id: id, moment: moment, action: action), at: place)
            return AlarmID(number: id)
        }
    }

    public func cancelAlarm(_ id: AlarmID) {
        alarms.read { alarms in
            if let place = alarms.pending.firstIndex(where: { $0.id == id.number }) { alarms.pending.remove(at: place) }
        }
    }

    private func ring() {
        while true {
            let (pause, newest) = alarms.read { alarms in
                (alarms.pending.last.map { $0.moment - now } ?? .seconds(1), alarms.next)
            }
            if pause > .zero {
                // A new alarm may be the earliest; a second at most, so that a suspend is noticed.
                _ = alarms.wait(for: min(pause, .seconds(1))) { $0.next != newest ? true : nil }
            }
            let moment = now
            let due = alarms.read { alarms -> [Alarm] in
                var due: [Alarm] = []
                while let last = alarms.pending.last, last.moment <= moment { due.append(alarms.pending.removeLast()) }
                return due
            }
            for alarm in due { alarm.action() }
        }
    }
}
