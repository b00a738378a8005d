import LabControl
import Synchronization

/// Where listeners leave word for the engine, on whatever thread they are: never waits, and wakes the engine once.
final class CommandBell: Sendable {
    private struct State {
        weak var engine: ExperimentEngine?
        var heard: [InboxEvent] = []
        var isRung = false
    }

    private let state = Mutex(State())

    /// Whom to wake.
    func connect(_ engine: ExperimentEngine) { state.withLock { $0.engine = engine } }

    /// Something happened at the inbox that must be told; what the engine takes itself is told when it is taken.
    func hear(_ event: InboxEvent) {
        if case .received = event { return }
        state.withLock { $0.heard.append(event) }
        ring()
    }

    /// Something waits in the inbox.
    func ring() {
        let engine = state.withLock { state -> ExperimentEngine? in
            guard !state.isRung else { return nil }
            state.isRung = true
            return state.engine
        }
        engine?.later { $0.attend() }
    }

    /// The engine comes: whatever is left from now on rings again.
    func answer() { state.withLock { $0.isRung = false } }

    /// What was heard and not told yet, in order.
    func takeHeard() -> [InboxEvent] {
        state.withLock { state in
            defer { state.heard = [] }
            return state.heard
        }
    }
}
