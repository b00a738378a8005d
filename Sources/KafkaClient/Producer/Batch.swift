#if Kafka
import Synchronization

/// Messages that were handed in together, and who waits for them.
final class Batch: Sendable {
    /// What the waiting call waits for.
    enum Waiter {
        case delivery(CheckedContinuation<BatchResult, Never>)
        case acceptance(CheckedContinuation<KafkaErrorCode?, Never>)
        /// Nobody waits; it is told to somebody who must be quick.
        case report(@Sendable (MessageOutcome) -> Void)
    }

    private struct State {
        /// Nil until it is known.
        var outcomes: [MessageOutcome?]
        var unsettled: Int
        var waiter: Waiter?
        var isCancelled = false
    }

    let messages: [KafkaMessage]
    /// True when nobody waits for the outcomes.
    let isUnattended: Bool
    private let state: Mutex<State>

    init(_ messages: [KafkaMessage], isUnattended: Bool = false) {
        self.messages = messages
        self.isUnattended = isUnattended
        state = Mutex(
            State(outcomes: Array(repeating: nil, count: messages.count), unsettled: messages.count))
    }

    /// True when nobody waits any more: what has not left need not leave.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Notes who waits. False when the wait was cancelled already; `waiter` has been told then.
    func await(_ waiter: Waiter) -> Bool {
        let isCancelled = state.withLock { state in
            if !state.isCancelled { state.waiter = waiter }
            return state.isCancelled
        }
        if isCancelled { tell(waiter) }
        return !isCancelled
    }

    /// Ends the wait; what has left may still be delivered.
    func cancel() {
        let waiter = state.withLock { state in
            state.isCancelled = true
            return state.waiter.take()
        }
        if let waiter { tell(waiter) }
    }

    /// The last message has left: ends a wait for acceptance.
    func accepted() {
        let waiter = state.withLock { state -> Waiter? in
            if case .acceptance = state.waiter { return state.waiter.take() }
            return nil
        }
        if case .acceptance(let continuation) = waiter { continuation.resume(returning: nil) }
    }

    /// Notes the outcome of some messages. True when they were the last: ``finish()`` is due.
    func settle(_ range: Range<Int>, _ outcome: MessageOutcome) -> Bool {
        state.withLock { state in
            for index in range { state.outcomes[index] = outcome }
            state.unsettled -= range.count
            return state.unsettled == 0
        }
    }

    /// Every outcome is known: ends the wait.
    func finish() {
        if let waiter = state.withLock({ $0.waiter.take() }) { tell(waiter) }
    }

    /// Gives every message without an outcome this one.
    func settleRest(_ outcome: MessageOutcome) {
        state.withLock { state in
            for index in state.outcomes.indices where state.outcomes[index] == nil {
                state.outcomes[index] = outcome
            }
            state.unsettled = 0
        }
    }

    private func tell(_ waiter: Waiter) {
        let outcomes = state.withLock { $0.outcomes }
        switch waiter {
        case .delivery(let continuation):
            continuation.resume(returning: BatchResult(outcomes: outcomes.map { $0 ?? .abandoned }))
        case .acceptance(let continuation):
            continuation.resume(returning: outcomes.lazy.compactMap { $0?.code }.first)
        case .report(let report): for outcome in outcomes { report(outcome ?? .abandoned) }
        }
    }
}
#endif
