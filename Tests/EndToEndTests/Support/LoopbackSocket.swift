#if Kafka
import Glibc
import Synchronization

/// A blocking TCP socket on 127.0.0.1; closed when nobody holds it any more. For threads of the tests' own.
final class LoopbackSocket: Sendable {
    enum Failure: Error { case cannot(String, port: UInt16, errno: Int32) }

    private let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    static func listening(on port: UInt16) throws -> LoopbackSocket {
        let socket = LoopbackSocket(Self.descriptor())
        var on: Int32 = 1
        setsockopt(socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard withAddress(port, { bind(socket.descriptor, $0, $1) }) == 0, listen(socket.descriptor, 128) == 0 else {
            throw Failure.cannot("listen", port: port, errno: errno)
        }
        return socket
    }

    /// - Parameter patience: after how many seconds `read` gives up; `nil` for never.
    static func connected(to port: UInt16, patience: Int? = nil) throws -> LoopbackSocket {
        let socket = LoopbackSocket(Self.descriptor())
        if let patience {
            var limit = timeval(tv_sec: patience, tv_usec: 0)
            setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard withAddress(port, { connect(socket.descriptor, $0, $1) }) == 0 else {
            throw Failure.cannot("connect", port: port, errno: errno)
        }
        return socket
    }

    /// Waits for a client; `nil` once the socket was shut down.
    func accepted() -> LoopbackSocket? {
        let client = accept(descriptor, nil, nil)
        return client < 0 ? nil : LoopbackSocket(client)
    }

    /// Waits for so many bytes; `nil` when they do not come any more.
    func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var length = 0
        while length < count {
            let more = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + length, count - length, 0) }
            if more <= 0 { return nil }
            length += more
        }
        return bytes
    }

    /// Writes all; false when nobody reads any more.
    func write(_ bytes: [UInt8]) -> Bool {
        var length = 0
        while length < bytes.count {
            let more = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress! + length, bytes.count - length, Int32(MSG_NOSIGNAL))
            }
            if more <= 0 { return false }
            length += more
        }
        return true
    }

    /// Ends what waits on it, on whichever thread.
    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// A port nobody listens on, outside the range from which the kernel takes the ports of outgoing connections: no
    /// client can occupy it while a broker is away.
    static func freePort() throws -> UInt16 {
        for _ in 0..<200 {
            let port = UInt16.random(in: 20_000..<32_000)
            guard given.withLock({ $0.insert(port).inserted }) else { continue }
            if (try? listening(on: port)) != nil { return port }  // taken: another one
        }
        throw Failure.cannot("find a free port", port: 0, errno: EADDRINUSE)
    }

    private static let given = Mutex(Set<UInt16>())

    private static func descriptor() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
#endif
