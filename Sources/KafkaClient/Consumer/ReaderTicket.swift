#if Kafka
import Synchronization

/// One wait of a reader, which time or cancellation can end.
final class ReaderTicket: Sendable {
    private let ended = Mutex(false)

    var isOver: Bool { ended.withLock { $0 } }

    func end() { ended.withLock { $0 = true } }
}
#endif
