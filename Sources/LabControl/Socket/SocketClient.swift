import Glibc
public import LabValues

/// Sends one command to a run's control socket and hears its replies.
public struct SocketClient: Sendable {
    private let path: ControlSocketPath
    private let clock: any LabClock

    /// A client of the run that listens at `path`.
    public init(at path: ControlSocketPath, clock: any LabClock) { (self.path, self.clock) = (path, clock) }

    /// Sends `command` and waits for its last reply.
    ///
    /// - Parameters:
    ///   - limit: the longest wait, in all.
    ///   - onReply: is given every reply, the last one too, on a thread of its own.
    /// - Throws: `ControlFault` when nobody listens, the socket is not to be trusted, or no last reply comes.
    public func send(
        _ command: Command, within limit: Duration, onReply: @escaping @Sendable (CommandReply) -> Void = { _ in }
    ) async throws(ControlFault) -> CommandReply {
        let end = OneShot<Result<CommandReply, ControlFault>>()
        let wake = WakePipe()
        startThread {
            do throws(ControlFault) {
                let call = try SocketCall(to: path, clock: clock, limit: limit, wake: wake)
                end.finish(.success(try call.ask(command, onReply: onReply)))
            } catch { end.finish(.failure(error)) }
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { end.wait($0) }
        } onCancel: {
            wake.ring()
        }
        return try result.get()
    }
}

/// One connection of a client, on a thread that may wait.
private struct SocketCall: ~Copyable {
    private let descriptor: Int32
    private let path: ControlSocketPath
    private let clock: any LabClock
    private let limit: Duration
    private let deadline: LabInstant
    private let wake: WakePipe

    init(to path: ControlSocketPath, clock: any LabClock, limit: Duration, wake: WakePipe) throws(ControlFault) {
        (self.path, self.clock, self.limit, self.wake) = (path, clock, limit, wake)
        deadline = clock.now + limit
        descriptor = try Self.connection(to: path, by: deadline, clock, limit)
    }

    private static func connection(
        to path: ControlSocketPath, by deadline: LabInstant, _ clock: any LabClock, _ limit: Duration
    ) throws(ControlFault) -> Int32 {
        let directory = try directory(of: path)
        let socket = try newSocket()
        do throws(ControlFault) {
            while try directory.withAddress({ connect(socket, $0, $1) }) != 0 {
                let number = errno
                switch number {
                case ENOENT, ECONNREFUSED: throw .nobodyListens(path: "\(path)")
                case EAGAIN where clock.now < deadline: poll(nil, 0, 20)  // many others are calling
                case EAGAIN: throw .noAnswer(path: "\(path)", waited: limit)
                default: throw .cannotOpen(path: "\(path)", errorNumber: number)
                }
            }
            let peer = PeerIdentity(of: socket)
            guard peer?.isTrusted ?? false || geteuid() == 0 else {
                throw .foreign(path: "\(path)", owner: peer?.uid ?? .max)
            }
            return socket
        } catch {
            close(socket)
            throw error
        }
    }

    private static func directory(of path: ControlSocketPath) throws(ControlFault) -> SocketDirectory {
        do throws(ControlFault) { return try SocketDirectory(of: path, isOurs: false) } catch {
            if case .cannotOpen(_, ENOENT) = error { throw .nobodyListens(path: "\(path)") }
            throw error
        }
    }

    deinit { close(descriptor) }

    func ask(_ command: Command, onReply: (CommandReply) -> Void) throws(ControlFault) -> CommandReply {
        try write(command.encoded + [UInt8(ascii: "\n")])
        var lines = BoundedLines(longest: SocketOutbox.capacity)
        while true {
            try wait(for: POLLIN)
            var bytes = [UInt8](repeating: 0, count: 64 * 1024)
            let count = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count != 0 else { throw .hungUp(path: "\(path)") }
            guard count > 0 else {
                if errno == EAGAIN || errno == EINTR { continue }
                throw .hungUp(path: "\(path)")
            }
            for case .line(let line) in lines.take(bytes.prefix(count)) {
                // A run of a later make may say more than we know; what is no reply is not for us.
                guard let reply = try? CommandReply(line: line), reply.id == command.id else { continue }
                onReply(reply)
                if reply.status != .accepted { return reply }
            }
        }
    }

    private func write(_ bytes: [UInt8]) throws(ControlFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                try wait(for: POLLOUT)
            } else if errno != EINTR {
                throw .hungUp(path: "\(path)")
            }
        }
    }

    private func wait(for events: Int32) throws(ControlFault) {
        while true {
            let left = deadline - clock.now
            guard left > .zero else { throw .noAnswer(path: "\(path)", waited: limit) }
            var polled = [
                pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(events), revents: 0),
            ]
            let milliseconds = Int32(min(left / .milliseconds(1), 1000).rounded(.up))
            _ = poll(&polled, 2, milliseconds)
            if polled[0].revents != 0 { throw .hungUp(path: "\(path)") }  // our caller went away
            if polled[1].revents != 0 { return }
        }
    }
}
