import Synchronization

/// A result that arrives once and is awaited once, in either order.
package final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Value, Never>)
        case done(Value)
        case spent
    }

    private let state = Mutex(State.idle)

    package init() {}

    /// Delivers the value; only the first one counts.
    package func finish(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, Never>? in
            switch state {
            case .idle: state = .done(value)
            case .waiting(let continuation):
                state = .spent
                return continuation
            case .done, .spent: break
            }
            return nil
        }
        waiting?.resume(returning: value)
    }

    /// Resumes `continuation` with the value, at once when it is there already.
    package func wait(_ continuation: CheckedContinuation<Value, Never>) {
        let ready = state.withLock { state -> Value? in
            switch state {
            case .idle: state = .waiting(continuation)
            case .done(let value):
                state = .spent
                return value
            case .waiting, .spent: preconditionFailure("A result is awaited once.")
            }
            return nil
        }
        if let ready { continuation.resume(returning: ready) }
    }
}
