import Synchronization

/// A wish that may come at any time and is never taken back: from now on wait for nothing.
final class Haste: Sendable {
    private let state = Mutex((isDemanded: false, actions: [@Sendable () -> Void]()))

    /// Whether it has come.
    var isDemanded: Bool { state.withLock { $0.isDemanded } }

    /// From now on. Calls every action that waits for this, once.
    func demand() {
        let actions = state.withLock { state in
            defer { state = (true, []) }
            return state.actions
        }
        for action in actions { action() }
    }

    /// Calls `action` when the wish comes; at once when it has come already.
    func whenDemanded(_ action: @escaping @Sendable () -> Void) {
        let isDemanded = state.withLock { state in
            if !state.isDemanded { state.actions.append(action) }
            return state.isDemanded
        }
        if isDemanded { action() }
    }
}
