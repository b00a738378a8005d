#if Kafka
import Synchronization

/// What the connections of a client complained of last.
final class LastTrouble: Sendable {
    private let last = Mutex<KafkaError?>(nil)

    /// Nil when nothing has been wrong since the last success.
    var error: KafkaError? { last.withLock { $0 } }

    /// "All brokers are down" only repeats what a connection said before, so it never hides that; nor does a connection
    /// that merely broke hide what is wrong with it: after a certificate is refused, the broker hangs up, too.
    func note(_ error: KafkaError) {
        last.withLock { held in
            guard let known = held else { return held = error }
            if error.code == .allBrokersDown || (error.merelyBroke && !known.isRetriable) { return }
            held = error
        }
    }

    /// Something went right: an old complaint explains nothing any more.
    func forget() {
        last.withLock { $0 = nil }
    }
}

extension KafkaError {
    fileprivate var merelyBroke: Bool {
        if case .connection(_, _, .broken) = self { true } else { false }
    }
}
#endif
