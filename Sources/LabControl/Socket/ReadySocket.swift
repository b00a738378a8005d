import Synchronization

/// A socket that is there before its listener runs; it goes with its owner when nobody takes it.
final class ReadySocket: Sendable {
    private let socket: Mutex<ListeningSocket?>

    init(at path: ControlSocketPath) throws(ControlFault) { socket = Mutex(try ListeningSocket.open(at: path)) }

    /// The socket, once.
    func take() -> ListeningSocket? { socket.withLock { $0.take() } }
}
