import Synchronization

@testable import LabValues

/// A clock that stands still until the test moves it.
final class HandClock: LabClock {
    private let state = Mutex((now: LabInstant(sinceOrigin: .seconds(7)), queue: AlarmQueue(), set: 0, cancelled: 0))

    var now: LabInstant { state.withLock { $0.now } }
    var wallTime: Timestamp { Timestamp(millisecondsSinceEpoch: 0) }
    /// Alarms that were cancelled, those that had fired included.
    var cancelled: Int { state.withLock { $0.cancelled } }

    func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID {
        state.withLock { state in
            state.set += 1
            return state.queue.insert(at: moment, action)
        }
    }

    func cancelAlarm(_ id: AlarmID) {
        state.withLock { state in
            state.cancelled += 1
            state.queue.remove(id)
        }
    }

    func advance(by span: Duration) {
        let due = state.withLock { state in
            state.now = state.now + span
            return state.queue.removeDue(at: state.now)
        }
        for action in due { action() }
    }

    /// Returns when an alarm has been set.
    func someoneWaits() async {
        while state.withLock({ $0.set == 0 }) { await Task.yield() }
    }
}

/// The host's clock, for what only real time can show.
let hostClock = SystemClock()

/// Keeps every thread of the concurrency pool busy for `span`.
func hogPool(for span: Duration, tasks: Int = 4) -> Task<Void, Never> {
    let end = hostClock.now + span
    let hogs = (0..<tasks).map { _ in Task.detached { while hostClock.now < end {} } }
    return Task.detached { for hog in hogs { await hog.value } }
}
