import Glibc
public import LabValues
import Synchronization

/// A wire that is a file descriptor: one thread reads it, stamps what arrives, and writes what does not fit at once.
///
/// Terminals, serial ports and sockets differ in how they are opened, not in this.
public final class DescriptorLink: ByteLink {
    private struct Output {
        var descriptor: Int32
        var pending: [UInt8] = []
        var isOpen = true
    }

    public let address: LinkAddress
    private let inbox: LinkInbox
    private let output: Mutex<Output>
    private let wake: WakePipe
    private let isGone: @Sendable () -> Bool
    private let isSocket: Bool
    private let release: @Sendable (Int32) -> Void
    private static let pendingLimit = 64 * 1024

    /// Takes over an open descriptor and starts the thread.
    ///
    /// - Parameters:
    ///   - descriptor: open for reading and writing; given back by this link.
    ///   - isSocket: whether it is a network connection, where a write to a peer that has left must raise no signal.
    ///   - isGone: asked when the descriptor is readable but gives nothing: whether the device is gone.
    ///   - release: called once, on the link's thread, when the descriptor is needed no more; closes it, as the
    ///     default does.
    public init(
        address: LinkAddress, descriptor: Int32, clock: any LabClock, isSocket: Bool = false,
        isGone: @escaping @Sendable () -> Bool = { true },
        release: (@Sendable (Int32) -> Void)? = nil
    ) {
        self.address = address
        self.isGone = isGone
        self.isSocket = isSocket
        self.release = release ?? { Glibc.close($0) }
        inbox = LinkInbox(clock: clock)
        output = Mutex(Output(descriptor: descriptor))
        wake = WakePipe()
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        startThread { [self] in serve(descriptor) }
    }

    public func send(_ bytes: [UInt8]) async throws(LinkError) {
        if let ending = inbox.ending { throw ending }
        let queued = output.withLock { output -> Result<Bool, LinkError> in
            guard output.isOpen else { return .failure(.closed(address: "\(address)")) }
            guard output.pending.count + bytes.count <= Self.pendingLimit else {
                return .failure(.stalled(address: "\(address)"))
            }
            output.pending += bytes
            return write(&output)
        }
        if try queued.get() { wake.ring() }
    }

    public func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        try await inbox.receive(until: deadline)
    }

    public func close() {
        inbox.finish(.closed(address: "\(address)"))
        wake.ring()
    }

    /// Writes what the descriptor takes; true when something is left for the thread.
    private func write(_ output: inout Output) -> Result<Bool, LinkError> {
        while !output.pending.isEmpty {
            let count = output.pending.withUnsafeBytes { bytes in
                isSocket
                    ? Glibc.send(output.descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
                    : Glibc.write(output.descriptor, bytes.baseAddress, bytes.count)
            }
            if count > 0 {
                output.pending.removeFirst(count)
            } else if errno == EAGAIN || errno == EINTR {
                return .success(true)
            } else {
                return .failure(.unplugged(address: "\(address)"))
            }
        }
        return .success(false)
    }

    private func serve(_ descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while inbox.ending == nil {
            let isFull = !inbox.hasRoom
            let hasOutput = output.withLock { !$0.pending.isEmpty }
            let events = (isFull ? 0 : POLLIN) | (hasOutput ? POLLOUT : 0)
            var polled = [
                pollfd(fd: descriptor, events: Int16(events), revents: 0),
                pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&polled, 2, isFull ? 2 : -1) >= 0 || errno == EINTR else { break }
            if polled[1].revents != 0 { wake.clear() }
            if polled[0].revents & Int16(POLLOUT) != 0 {
                if case .failure(let ending) = output.withLock({ write(&$0) }) { inbox.finish(ending) }
            }
            if polled[0].revents & Int16(POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0, !isFull {
                read(descriptor, into: &buffer)
            }
        }
        output.withLock { $0.isOpen = false }
        release(descriptor)
    }

    private func read(_ descriptor: Int32, into buffer: inout [UInt8]) {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 {
            inbox.deliver(Array(buffer[..<count]))
        } else if count < 0, errno == EAGAIN || errno == EINTR {
            return
        } else if count < 0 || isGone() {
            inbox.finish(.unplugged(address: "\(address)"))
        }
    }
}
