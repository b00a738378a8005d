#if Kafka
import KafkaClient
import Synchronization

/// One effort to bring records to a cluster: goes on although nobody waits for it at the moment.
final class Delivery: Sendable {
    private struct State {
        var result: Result<Void, any Error>?
        var actions: [@Sendable () -> Void] = []
        var obstacle: KafkaError?
    }
    private let state = Mutex(State())

    /// How it ended; nil while it goes on.
    var result: Result<Void, any Error>? { state.withLock { $0.result } }

    /// What kept it from going on last.
    var obstacle: KafkaError? { state.withLock { $0.obstacle } }

    /// Notes what keeps it from going on; nil: nothing any more.
    func note(_ obstacle: KafkaError?) { state.withLock { $0.obstacle = obstacle } }

    /// Calls `action` when it has ended, at once when it has already. Of several actions the last two are kept: that of
    /// a call that waits, and that of a pause.
    func whenDone(_ action: @escaping @Sendable () -> Void) {
        let isDone = state.withLock { state in
            if state.result == nil { state.actions = state.actions.suffix(1) + [action] }
            return state.result != nil
        }
        if isDone { action() }
    }

    /// Ends it.
    func end(_ result: Result<Void, any Error>) {
        let actions = state.withLock { state in
            state.result = result
            defer { state.actions = [] }
            return state.actions
        }
        for action in actions { action() }
    }
}
#endif
