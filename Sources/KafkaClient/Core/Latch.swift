#if Kafka
import Dispatch
import Synchronization

/// Something that happens once and that blocking threads wait for.
final class Latch: Sendable {
    private let group = DispatchGroup()
    private let isOpen = Mutex(false)

    init() { group.enter() }

    deinit { open() }

    /// Lets every waiter pass, now and later; only the first call counts.
    func open() {
        let isFirst = isOpen.withLock { isOpen in
            defer { isOpen = true }
            return !isOpen
        }
        if isFirst { group.leave() }
    }

    /// Blocks the calling thread; false when `limit` passed first.
    func wait(for limit: Duration) -> Bool { group.wait(timeout: .now() + limit.interval) == .success }

    /// Blocks the calling thread until the latch is open.
    func wait() { group.wait() }
}

extension Duration {
    /// The span for Dispatch, at most a year.
    fileprivate var interval: DispatchTimeInterval {
        let bounded = max(.zero, min(self, .seconds(31_536_000)))
        let parts = bounded.components
        return .nanoseconds(Int(parts.seconds) * 1_000_000_000 + Int(parts.attoseconds / 1_000_000_000))
    }
}
#endif
