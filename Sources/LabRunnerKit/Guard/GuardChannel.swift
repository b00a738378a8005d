import Glibc

/// One end of the wire between a run and its guard: whole messages, in order, which never wait.
struct GuardChannel: Sendable {
    /// The most bytes of one message.
    static let capacity = 64 << 10

    let descriptor: Int32

    /// What `receive` found.
    enum Arrival: Sendable {
        case message([UInt8])
        case nothing
        case closed
    }

    /// Both ends, neither of which outlives an exec.
    static func pair() -> (GuardChannel, GuardChannel)? {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        return (GuardChannel(descriptor: ends[0]), GuardChannel(descriptor: ends[1]))
    }

    /// Sends a message; false when the other end does not take it now, or is gone.
    func send(_ bytes: [UInt8]) -> Bool {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) } == bytes.count
    }

    /// The next message that has arrived; what is longer than any of ours comes cut, and is then none.
    func receive() -> Arrival {
        var bytes = [UInt8](repeating: 0, count: Self.capacity)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if count > 0 { return .message(Array(bytes.prefix(count))) }
        if count < 0, errno == EAGAIN || errno == EINTR { return .nothing }
        return .closed
    }

    /// Waits until something arrives, at most so many milliseconds (-1: for ever).
    func wait(_ milliseconds: Int32 = -1) {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&polled, 1, milliseconds)
    }

    func close() { Glibc.close(descriptor) }
}
