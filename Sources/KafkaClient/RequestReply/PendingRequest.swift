#if Kafka
import Synchronization

/// One request whose last reply is waited for.
final class PendingRequest: Sendable {
    typealias Ending = Result<ConsumedMessage, RequestError>

    private struct State {
        var ending: Ending?
        var waiter: CheckedContinuation<Ending, Never>?
        var isStored = false
    }

    /// Is shown every reply, and says whether it was the last.
    let isLast: @Sendable (ConsumedMessage) -> Bool
    private let state = Mutex(State())

    init(until isLast: @escaping @Sendable (ConsumedMessage) -> Bool) { self.isLast = isLast }

    /// True when the cluster confirmed the request.
    var isStored: Bool {
        get { state.withLock { $0.isStored } }
        set { state.withLock { $0.isStored = newValue } }
    }

    /// Ends the wait; only the first ending counts.
    func finish(_ ending: Ending) {
        let waiter = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            return state.waiter.take()
        }
        waiter?.resume(returning: ending)
    }

    /// To be called once.
    func ending() async -> Ending {
        await withCheckedContinuation { continuation in
            let ending = state.withLock { state in
                if state.ending == nil { state.waiter = continuation }
                return state.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }
}
#endif
