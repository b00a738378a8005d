import LabValues
import Synchronization

/// The host's clock, running so many times as fast: a deadline of eight seconds is met, for real, in a fraction of one.
final class HurriedClock: LabClock {
    private static let host = SystemClock()
    private let factor: Int
    private let origin: LabInstant

    init(factor: Int) {
        self.factor = factor
        origin = Self.host.now
    }

    var now: LabInstant { LabInstant(sinceOrigin: (Self.host.now - origin) * factor) }
    var wallTime: Timestamp { Timestamp(millisecondsSinceEpoch: 0) }

    /// How long the host has slept, as the test says.
    var timeSuspended: Duration {
        get { asleep.withLock { $0 } }
        set { asleep.withLock { $0 = newValue } }
    }
    private let asleep = Mutex(Duration.zero)

    func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID {
        Self.host.setAlarm(at: origin + moment.sinceOrigin / factor, action)
    }

    func cancelAlarm(_ id: AlarmID) { Self.host.cancelAlarm(id) }
}
