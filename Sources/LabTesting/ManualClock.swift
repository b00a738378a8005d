public import LabValues
import Synchronization

/// A clock that stands still until it is advanced; alarms fire in order, on the thread that advances it.
///
/// Short waits may be jumped over: an alarm set at most `jump` ahead is met at once, so that a test need not know each
/// pause of a driver, while a longer deadline waits for `advance(by:)` as it should.
public final class ManualClock: LabClock {
    private struct Alarm {
        var id: UInt64
        var moment: LabInstant
        var action: @Sendable () -> Void
    }
    private struct State {
        var now = LabInstant(sinceOrigin: .zero)
        var latest: UInt64 = 0
        var alarms: [Alarm] = []
        var watchers: [(moment: LabInstant, seen: OneShot<Void>)] = []
    }

    private let state = Mutex(State())
    private let jump: Duration
    private let start: Timestamp

    /// A clock at its origin.
    ///
    /// - Parameters:
    ///   - jump: alarms set no further ahead than this are met at once; zero for none.
    ///   - start: the wall clock at the origin.
    public init(jumpingOver jump: Duration = .zero, start: Timestamp = Timestamp(millisecondsSinceEpoch: 0)) {
        self.jump = jump
        self.start = start
    }

    public var now: LabInstant { state.withLock { $0.now } }
    public var wallTime: Timestamp { start + now.sinceOrigin }
    /// How many alarms wait.
    public var pendingAlarms: Int { state.withLock { $0.alarms.count } }

    public func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID {
        let (id, isMetAtOnce, seen) = state.withLock { state in
            state.latest += 1
            let place = state.alarms.firstIndex { $0.moment > moment } ?? state.alarms.endIndex
            state.alarms.insert(Alarm(id: state.latest, moment: moment, action: action), at: place)
            let seen = state.watchers.filter { $0.moment == moment }
            state.watchers.removeAll { $0.moment == moment }
            return (state.latest, moment <= state.now + jump, seen)
        }
        for watcher in seen { watcher.seen.finish(()) }
        if isMetAtOnce { advance(to: moment) }
        return AlarmID(number: id)
    }

    public func cancelAlarm(_ id: AlarmID) { state.withLock { $0.alarms.removeAll { $0.id == id.number } } }

    /// Waits until somebody has set an alarm that is due in `span`.
    public func alarm(in span: Duration) async {
        let seen = OneShot<Void>()
        state.withLock { state in
            let moment = state.now + span
            if state.alarms.contains(where: { $0.moment == moment }) { return seen.finish(()) }
            state.watchers.append((moment, seen))
        }
        await withCheckedContinuation { seen.wait($0) }
    }

    /// Waits for an alarm that is due in `span`, then moves the clock there.
    public func ring(in span: Duration) async {
        await alarm(in: span)
        advance(by: span)
    }

    /// Moves the clock forward; every alarm on the way fires at its own moment.
    public func advance(by span: Duration) { advance(to: now + span) }

    /// Moves the clock forward to `moment`; a moment in the past moves nothing.
    public func advance(to moment: LabInstant) {
        while let alarm = takeAlarm(dueBy: moment) { alarm.action() }
        state.withLock { $0.now = max($0.now, moment) }
    }

    private func takeAlarm(dueBy moment: LabInstant) -> Alarm? {
        state.withLock { state in
            guard let first = state.alarms.first, first.moment <= moment else { return nil }
            state.now = max(state.now, first.moment)
            return state.alarms.removeFirst()
        }
    }
}
