#if Kafka
import Synchronization

/// What the connections of a client complained of last.
final class LastTrouble: Sendable {
    private let last = Mutex<KafkaError?>(nil)

    /// Nil when nothing has been wrong since the last success.
    var error: KafkaError? { last.withLock { $0 } }

    /// "All brokers are down" only repeats what a connection said before, so it never hides that.
    func note(_ error: KafkaError) {
        last.withLock { if error.code != .allBrokersDown || $0 == nil { $0 = error } }
    }

    /// Something went right: an old complaint explains nothing any more.
    func forget() {
        last.withLock { $0 = nil }
    }
}
#endif
