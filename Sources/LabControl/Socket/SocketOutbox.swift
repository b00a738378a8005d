import LabValues
import Synchronization

/// Replies on their way to the socket's clients: filled from any thread, emptied by the socket's own. Bounded.
final class SocketOutbox: Sendable {
    private struct Box {
        var bytes: [UInt8] = []
        /// Commands without their last reply.
        var awaited = 0
        var isOverfull = false
    }

    private let boxes = Mutex<[UInt64: Box]>([:])
    var wake: WakePipe { end.wake }

    /// What may wait for one client, in bytes; who takes less than that is slow, and dropped.
    static let capacity = 256 * 1024

    /// Ends the listener.
    let end = EndSignal()

    func open(_ client: UInt64) { boxes.withLock { $0[client] = Box() } }
    func close(_ client: UInt64) { boxes.withLock { $0[client] = nil } }

    /// The way back to a client; what comes when it has gone is dropped.
    func route(to client: UInt64) -> ReplyRoute {
        boxes.withLock { $0[client]?.awaited += 1 }
        return ReplyRoute { [weak self] reply, _ in self?.put(reply, for: client) }
    }

    func put(_ reply: CommandReply, for client: UInt64) {
        let bytes = reply.encoded + [UInt8(ascii: "\n")]
        boxes.withLock { boxes in
            guard var box = boxes.removeValue(forKey: client) else { return }
            if reply.status != .accepted { box.awaited -= 1 }
            box.isOverfull = box.isOverfull || box.bytes.count + bytes.count > Self.capacity
            if !box.isOverfull { box.bytes += bytes }
            boxes[client] = box
        }
        wake.ring()
    }

    /// What waits for a client; nil when it took too little of it.
    func pending(for client: UInt64) -> [UInt8]? {
        boxes.withLock { boxes in boxes[client].flatMap { $0.isOverfull ? nil : $0.bytes } }
    }

    func hasPending(for client: UInt64) -> Bool {
        boxes.withLock { boxes in boxes[client].map { $0.isOverfull || !$0.bytes.isEmpty } ?? false }
    }

    func didSend(_ count: Int, to client: UInt64) { boxes.withLock { $0[client]?.bytes.removeFirst(count) } }

    /// Whether some of its commands have no last reply yet.
    func isAwaited(by client: UInt64) -> Bool { boxes.withLock { ($0[client]?.awaited ?? 0) > 0 } }
}
