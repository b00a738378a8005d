#if Kafka
import Synchronization

/// The result of a call that may take longer than anybody waits for.
final class LateAnswer<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let given = Latch()

    func give(_ answer: Value) {
        value.withLock { $0 = answer }
        given.open()
    }

    /// Blocks; nil when `limit` passes first.
    func wait(for limit: Duration) -> Value? { given.wait(for: limit) ? value.withLock { $0 } : nil }
}
#endif
