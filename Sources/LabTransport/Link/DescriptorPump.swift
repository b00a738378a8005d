import Glibc
import LabValues
import Synchronization

/// What a `DescriptorLink` and its thread share. Only the thread closes the descriptor, so its number is never used
/// for somebody else's file.
final class DescriptorPump: Sendable {
    private struct Wire {
        var pending: [UInt8] = []
        var isOpen = true
    }

    /// How a system call went.
    private enum Transfer {
        case moved
        case nothing
        case broken
    }

    private let address: String
    private let descriptor: Int32
    private let isSocket: Bool
    private let inbox: LinkInbox
    private let wire = Mutex(Wire())
    private let wake = WakePipe()
    private let isGone: @Sendable () -> Bool
    private let unlock: @Sendable () -> Void
    private let release: @Sendable () -> Void
    private let waitsForRoom = Atomic(false)
    private static let pendingLimit = 64 * 1024
    /// Milliseconds the thread leaves a descriptor alone that says it is ready and is not.
    private static let rest: Int32 = 5

    init(
        address: String, descriptor: Int32, clock: any LabClock, isGone: @escaping @Sendable () -> Bool,
        unlock: @escaping @Sendable () -> Void, release: @escaping @Sendable () -> Void
    ) {
        self.address = address
        self.descriptor = descriptor
        self.isGone = isGone
        self.unlock = unlock
        self.release = release
        inbox = LinkInbox(clock: clock)
        var status = stat()
        isSocket = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    }

    func send(_ bytes: [UInt8]) throws(LinkError) {
        if let ending = inbox.ending { throw ending }
        let outcome = wire.withLock { wire -> Result<Bool, LinkError> in
            guard wire.isOpen else { return .failure(inbox.ending ?? .closed(address: address)) }
            guard wire.pending.isEmpty || wire.pending.count + bytes.count <= Self.pendingLimit else {
                return .failure(.stalled(address: address))
            }
            wire.pending += bytes
            if case .broken = write(&wire) { return .failure(.unplugged(address: address)) }
            return .success(!wire.pending.isEmpty)
        }
        switch outcome {
        case .success(false): break
        case .success(true), .failure(.unplugged): wake.ring()  // the thread writes the rest, or finds the end
        case .failure: break
        }
        _ = try outcome.get()
    }

    func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        let arrival = try await inbox.receive(until: deadline)
        if waitsForRoom.exchange(false, ordering: .acquiringAndReleasing) { wake.ring() }
        return arrival
    }

    func close() {
        wire.withLock { wire in
            guard wire.isOpen else { return }
            wire.isOpen = false
            // Before the thread gets to closing it: whoever opens this port next must not find it busy.
            unlock()
        }
        inbox.finish(.closed(address: address))
        wake.ring()
    }

    // MARK: The thread

    /// Serves the wire until it ends.
    func serve() {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        var isResting = false
        while inbox.ending == nil {
            let isFull = isInboxFull()
            let hasOutput = wire.withLock { !$0.pending.isEmpty }
            let wanted = isResting ? 0 : (isFull ? 0 : POLLIN) | (hasOutput ? POLLOUT : 0)
            guard let ready = wait(for: wanted, atMost: isResting ? Self.rest : -1) else { break }
            isResting = false
            guard ready != 0 else { continue }
            // Reading comes first: what arrived before the wire broke is still delivered.
            let arrived = wanted & POLLIN != 0 && ready & ~POLLOUT != 0 ? read(into: &buffer) : .nothing
            let sent = hasOutput && ready & ~POLLIN != 0 ? wire.withLock { write(&$0) } : .nothing
            if case .broken = sent { readRest(into: &buffer) }
            if case (.nothing, .nothing) = (arrived, sent) { isResting = true }
        }
        wire.withLock { $0.isOpen = false }
        release()
    }

    private func isInboxFull() -> Bool {
        if inbox.hasRoom { return false }
        waitsForRoom.store(true, ordering: .sequentiallyConsistent)
        return !inbox.hasRoom
    }

    /// What the descriptor is ready for; nil when the operating system will not say.
    private func wait(for events: Int32, atMost milliseconds: Int32) -> Int32? {
        // With nothing to wait for it is left out: poll(2) reports a hang-up unasked, at once and for ever.
        var polled = [
            pollfd(fd: events == 0 ? -1 : descriptor, events: Int16(events), revents: 0),
            pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polled, 2, wake.patience(milliseconds)) >= 0 || errno == EINTR else {
            inbox.finish(.system(address: address, call: "poll", errno: errno))
            return nil
        }
        if polled[1].revents != 0 { wake.clear() }
        return Int32(polled[0].revents)
    }

    private func read(into buffer: inout [UInt8]) -> Transfer {
        // Under the lock, so that nothing is taken from a wire that was given back.
        let (count, code) = wire.withLock { wire -> (Int, Int32) in
            guard wire.isOpen else { return (-1, EAGAIN) }
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            return (count, errno)
        }
        if count > 0 {
            inbox.deliver(Array(buffer[..<count]))
            return .moved
        }
        if count < 0 ? code == EAGAIN || code == EINTR : !isGone() { return .nothing }
        inbox.finish(.unplugged(address: address))
        return .broken
    }

    private func readRest(into buffer: inout [UInt8]) {
        while inbox.hasRoom, case .moved = read(into: &buffer) {}
        inbox.finish(.unplugged(address: address))
    }

    /// Writes what the descriptor takes of the pending bytes.
    private func write(_ wire: inout Wire) -> Transfer {
        var written = 0
        defer { wire.pending.removeFirst(written) }
        while written < wire.pending.count {
            let count = wire.pending[written...].withUnsafeBytes { bytes in
                // A socket without a far side would end the process with SIGPIPE.
                isSocket
                    ? Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
                    : Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
            if count > 0 {
                written += count
            } else if count < 0, errno == EINTR {
                continue
            } else if count == 0 || errno == EAGAIN {
                break
            } else {
                return .broken
            }
        }
        return written > 0 ? .moved : .nothing
    }
}
