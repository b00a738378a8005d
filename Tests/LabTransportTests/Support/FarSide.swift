import Glibc
import LabTransport
import LabValues
import Testing

/// The other end of a wire, as a bare descriptor that never blocks.
final class FarSide {
    private(set) var descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    deinit { close() }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Sends what fits; the number of bytes that did.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Int { Glibc.write(descriptor, bytes, bytes.count) }

    /// What is there, nil when the near side has been closed.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count == 0 || (count < 0 && errno != EAGAIN) { return nil }
        return Array(buffer[..<max(0, count)])
    }

    /// Whether no descriptor of the near side is open any more.
    var isAlone: Bool { read() == nil }
}

/// A pseudo-terminal: the far side holds the master, the path is the near side's.
func makePty() throws -> (far: FarSide, path: String) {
    let unlock: UInt = 0x4004_5431  // TIOCSPTLCK
    let number: UInt = 0x8004_5430  // TIOCGPTN
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(master >= 0)
    var isLocked: Int32 = 0
    var terminal: Int32 = -1
    try #require(ioctl(master, unlock, &isLocked) == 0 && ioctl(master, number, &terminal) == 0)
    return (FarSide(descriptor: master), "/dev/pts/\(terminal)")
}

/// A link over a pseudo-terminal.
func makePtyLink() throws -> (far: FarSide, link: any ByteLink) {
    let (far, path) = try makePty()
    return (far, try PtyLink.open(LinkAddress("pty:\(path)"), clock: realClock))
}

/// A link over a pair of sockets.
func makeSocketLink(
    clock: any LabClock = realClock, isGone: @escaping @Sendable () -> Bool = { true }
) throws -> (far: FarSide, link: DescriptorLink) {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(O_CLOEXEC), 0, &ends) == 0)
    let address = LinkAddress(scheme: "test", place: "socket")
    let link = DescriptorLink(address: address, descriptor: ends[0], clock: clock, isGone: isGone)
    return (FarSide(descriptor: ends[1]), link)
}

extension ByteLink {
    /// The next bytes, waiting no longer than a test may hang.
    func next(within limit: Duration = .seconds(10)) async throws(LinkError) -> [UInt8]? {
        try await receive(until: realClock.now + limit)?.bytes
    }

    /// How the wire ended, after everything that came before.
    func ending() async -> LinkError? {
        do throws(LinkError) {
            while try await next() != nil {}
            return nil
        } catch {
            return error
        }
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
