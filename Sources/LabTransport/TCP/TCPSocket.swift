import Glibc
import LabValues
import Synchronization

/// A connected socket; closed unless somebody takes its descriptor.
final class TCPSocket: Sendable {
    private let descriptor: Mutex<Int32>

    private init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    deinit {
        descriptor.withLock { if $0 >= 0 { close($0) } }
    }

    /// The descriptor, which then belongs to the caller.
    func takeDescriptor() -> Int32 {
        descriptor.withLock { descriptor in
            defer { descriptor = -1 }
            return descriptor
        }
    }

    /// Looks the host up and tries its addresses one after the other. Blocks the calling thread.
    static func connect(to address: TCPAddress, within limit: Duration) -> Result<TCPSocket, LinkError> {
        let deadline = ContinuousClock.now + limit
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, String(address.port), &hints, &found) == 0, let found else {
            return .failure(.noSuchHost(address: "\(address.address)", host: address.host))
        }
        defer { freeaddrinfo(found) }
        let candidates = Array(sequence(first: found, next: \.pointee.ai_next))
        var failure = ETIMEDOUT
        for (place, candidate) in candidates.enumerated() {
            let share = (deadline - ContinuousClock.now) / (candidates.count - place)
            switch connect(to: candidate.pointee, within: share) {
            case .success(let socket): return .success(socket)
            case .failure(let error): failure = error.number
            }
        }
        return .failure(fault(failure, address.address, limit))
    }

    private struct SystemError: Error { var number: Int32 }

    private static func connect(to target: addrinfo, within limit: Duration) -> Result<TCPSocket, SystemError> {
        let descriptor = socket(
            target.ai_family, target.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
            target.ai_protocol)
        guard descriptor >= 0 else { return .failure(SystemError(number: errno)) }
        let held = TCPSocket(descriptor)
        if Glibc.connect(descriptor, target.ai_addr, target.ai_addrlen) != 0 {
            guard errno == EINPROGRESS else { return .failure(SystemError(number: errno)) }
            var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let milliseconds = Int32(max(0, min(limit / .milliseconds(1), 1_000_000)).rounded(.up))
            guard poll(&polled, 1, milliseconds) > 0 else { return .failure(SystemError(number: ETIMEDOUT)) }
            let number = option(descriptor, SOL_SOCKET, SO_ERROR)
            guard number == 0 else { return .failure(SystemError(number: number)) }
        }
        tune(descriptor)
        return .success(held)
    }

    /// No waiting to fill packets; a peer that is silent for half a minute is asked whether it lives.
    private static func tune(_ descriptor: Int32) {
        let protocolLevel = Int32(IPPROTO_TCP)
        for (level, name, value) in [
            (protocolLevel, TCP_NODELAY, 1), (SOL_SOCKET, SO_KEEPALIVE, 1), (protocolLevel, TCP_KEEPIDLE, 15),
            (protocolLevel, TCP_KEEPINTVL, 5), (protocolLevel, TCP_KEEPCNT, 3),
        ] as [(Int32, Int32, Int32)] {
            var value = value
            _ = setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private static func option(_ descriptor: Int32, _ level: Int32, _ name: Int32) -> Int32 {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, level, name, &value, &size) == 0 ? value : errno
    }

    private static func fault(_ number: Int32, _ address: LinkAddress, _ limit: Duration) -> LinkError {
        switch number {
        case ECONNREFUSED, ECONNRESET: .refused(address: "\(address)")
        case ETIMEDOUT: .noAnswer(address: "\(address)", waited: limit)
        case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL: .noRoute(address: "\(address)")
        default: .system(address: "\(address)", call: "connect", errno: number)
        }
    }
}
