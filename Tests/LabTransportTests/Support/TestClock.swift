import LabValues
import Synchronization

/// A clock that stands still until the test moves it.
final class TestClock: LabClock {
    private struct State {
        var now = LabInstant(sinceOrigin: .seconds(100))
        var alarms: [UInt64: (moment: LabInstant, action: @Sendable () -> Void)] = [:]
        var latest: UInt64 = 0
    }
    private let state = Mutex(State())

    var now: LabInstant { state.withLock { $0.now } }
    var wallTime: Timestamp { Timestamp(millisecondsSinceEpoch: 0) }
    /// How many alarms wait.
    var alarmCount: Int { state.withLock { $0.alarms.count } }

    func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID {
        state.withLock { state in
            state.latest += 1
            state.alarms[state.latest] = (moment, action)
            return AlarmID(number: state.latest)
        }
    }

    func cancelAlarm(_ id: AlarmID) { state.withLock { $0.alarms[id.number] = nil } }

    /// Moves on and rings what is due.
    func advance(by span: Duration) {
        let due = state.withLock { state in
            state.now = state.now + span
            let due = state.alarms.filter { $0.value.moment <= state.now }.sorted { $0.value.moment < $1.value.moment }
            for (number, _) in due { state.alarms[number] = nil }
            return due.map(\.value.action)
        }
        for action in due { action() }
    }

    /// Returns when somebody waits for an alarm: for the `number`th that was set on this clock.
    func someoneWaits(number: UInt64 = 1) async {
        while state.withLock({ $0.latest < number || $0.alarms[$0.latest] == nil }) { await Task.yield() }
    }
}
