import Glibc

/// The device's side of a pseudo-terminal: the wire for a host in another process.
///
/// It survives its client: while nobody holds the terminal open, output is lost, as with a cable nobody listens to, and
/// what a past client left unread is thrown away. The terminal is raw: bytes pass unchanged.
public final class PtyHost: DeviceChannel {
    /// The terminal's path, such as `/dev/pts/7`.
    public let path: String

    /// The address a host opens, such as `pty:/dev/pts/7`.
    public var address: String { "pty:\(path)" }

    private let terminal: Int32
    private let wakeUp: (reader: Int32, writer: Int32)
    private let link: TerminalLink?
    private let life = Monitor((isClosed: false, hasClient: false))

    /// Opens a new pseudo-terminal, and makes a symbolic link to it when `link` names one.
    ///
    /// - Throws: ``EmulatorError/noPseudoTerminal(reason:)``, ``EmulatorError/linkRefused(path:reason:)``.
    public init(link: String? = nil) throws(EmulatorError) {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard terminal >= 0, let number = Self.unlock(terminal), Self.makeRaw(terminal) else {
            throw .noPseudoTerminal(reason: String(cString: strerror(errno)))
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .noPseudoTerminal(reason: String(cString: strerror(errno))) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        path = "/dev/pts/\(number)"
        self.terminal = terminal
        wakeUp = (ends[0], ends[1])
        self.link = if let link { try TerminalLink(at: link, to: path) } else { nil }
        forgetUnreadOutput()
    }

    deinit {
        link?.remove()
        for descriptor in [terminal, wakeUp.reader, wakeUp.writer] { _ = Glibc.close(descriptor) }
    }

    /// Waits for bytes from whoever holds the terminal.
    public func read(timeout: Duration?) -> DeviceInput {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        while true {
            let left = deadline.map { $0 - ContinuousClock.now }
            let events = wait(for: Int16(POLLIN), upTo: left)
            if life.look({ $0.isClosed }) { return .closed }
            if events & Int16(POLLIN) != 0, let bytes = readBytes() { return .bytes(bytes) }
            if let deadline, ContinuousClock.now >= deadline { return .nothing }
        }
    }

    /// Sends bytes to whoever holds the terminal; lost when nobody does.
    public func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let events = wait(for: Int16(POLLOUT), upTo: .milliseconds(100))
            if life.look({ $0.isClosed }) { return false }
            if events & Int16(POLLHUP) != 0 { return true }
            if events & Int16(POLLOUT) != 0 {
                let count = rest.withUnsafeBytes { Glibc.write(terminal, $0.baseAddress, $0.count) }
                if count > 0 { rest = rest.dropFirst(count) }
            }
        }
        return true
    }

    /// Ends the wire and removes the link.
    public func close() {
        life.change { $0.isClosed = true }
        var byte: UInt8 = 0
        _ = Glibc.write(wakeUp.writer, &byte, 1)
        link?.remove()
    }

    /// Polls the terminal; while it has no client, sleeps up to 5 ms, since a poll would return at once.
    private func wait(for event: Int16, upTo timeout: Duration?) -> Int16 {
        let milliseconds = timeout.map(Self.wholeMilliseconds) ?? -1
        var polled = [
            pollfd(fd: terminal, events: event, revents: 0),
            pollfd(fd: wakeUp.reader, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&polled, 2, milliseconds)
        let events = polled[0].revents
        let isHungUp = events & Int16(POLLHUP) != 0
        let hasLeft = life.look { life in
            defer { life.hasClient = !isHungUp }
            return isHungUp && life.hasClient
        }
        if hasLeft { forgetUnreadOutput() }
        if isHungUp, events & Int16(POLLIN) == 0, milliseconds != 0, event == Int16(POLLIN) {
            _ = poll(&polled[1], 1, milliseconds < 0 ? 5 : min(milliseconds, 5))
        }
        return events
    }

    private func readBytes() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(terminal, $0.baseAddress, $0.count) }
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }

    /// A short visit on the client's side throws away what the last client left unread, and makes the terminal raw.
    private func forgetUnreadOutput() {
        let client = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard client >= 0 else { return }
        tcflush(client, TCIFLUSH)
        _ = Self.makeRaw(client)
        _ = Glibc.close(client)
    }

    private static func wholeMilliseconds(_ duration: Duration) -> Int32 {
        let milliseconds = max(.zero, min(duration, .seconds(1_000_000))) / .milliseconds(1)
        return Int32(milliseconds.rounded(.up))
    }

    /// TIOCSPTLCK unlocks the other side and TIOCGPTN tells its number (asm-generic/ioctls.h); the C names are macros.
    private static func unlock(_ terminal: Int32) -> Int32? {
        let setLock: UInt = 0x4004_5431, getNumber: UInt = 0x8004_5430
        var lock: Int32 = 0, number: Int32 = -1
        guard ioctl(terminal, setLock, &lock) == 0, ioctl(terminal, getNumber, &number) == 0 else { return nil }
        return number
    }

    private static func makeRaw(_ descriptor: Int32) -> Bool {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return false }
        cfmakeraw(&settings)
        return tcsetattr(descriptor, TCSANOW, &settings) == 0
    }
}
