import LabValues
import Synchronization

/// A clock that stands still until it is moved.
final class ManualClock: LabClock {
    private struct Alarm {
        let id: UInt64
        let moment: LabInstant
        let action: @Sendable () -> Void
    }
    private struct State {
        var now = LabInstant(sinceOrigin: .zero)
        var nextID: UInt64 = 1
        var alarms: [Alarm] = []
        var watchers: [(moment: LabInstant, seen: OneShot<Void>)] = []
    }
    private let state = Mutex(State())

    var now: LabInstant { state.withLock { $0.now } }
    var wallTime: Timestamp { morning + now.sinceOrigin }

    func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID {
        let (id, seen) = state.withLock { state in
            state.nextID += 1
            state.alarms.append(Alarm(id: state.nextID, moment: moment, action: action))
            let seen = state.watchers.filter { $0.moment == moment }
            state.watchers.removeAll { $0.moment == moment }
            return (state.nextID, seen)
        }
        for watcher in seen { watcher.seen.finish(()) }
        return AlarmID(number: id)
    }

    func cancelAlarm(_ id: AlarmID) { state.withLock { $0.alarms.removeAll { $0.id == id.number } } }

    /// Waits until somebody has set an alarm that is due in `span`.
    func alarm(in span: Duration) async {
        let seen = OneShot<Void>()
        state.withLock { state in
            let moment = state.now + span
            if state.alarms.contains(where: { $0.moment == moment }) { return seen.finish(()) }
            state.watchers.append((moment, seen))
        }
        await withCheckedContinuation { seen.wait($0) }
    }

    func advance(by span: Duration) {
        let due = state.withLock { state in
            state.now = state.now + span
            let due = state.alarms.filter { $0.moment <= state.now }
            state.alarms.removeAll { $0.moment <= state.now }
            return due
        }
        for alarm in due { alarm.action() }
    }

    /// Waits for an alarm due in `span`, then rings it.
    func ring(in span: Duration) async {
        await alarm(in: span)
        advance(by: span)
    }
}
