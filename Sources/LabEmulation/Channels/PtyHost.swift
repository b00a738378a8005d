import Glibc
import LabValues

/// The device's side of a pseudo-terminal: the wire for a host in another process.
///
/// It survives its client: while nobody holds the terminal open, output is lost, as with a cable nobody listens to, and
/// what a past client left unread is thrown away. The terminal is raw: bytes pass unchanged.
public final class PtyHost: DeviceChannel {
    private struct Life {
        var terminal: PseudoTerminal
        var link: TerminalLink?
        var isClosed = false
        var hasClient = false
    }

    private let wakeUp: (reader: Int32, writer: Int32)
    private let life: Monitor<Life>

    /// Opens a new pseudo-terminal, and makes a symbolic link to it when `link` names one.
    ///
    /// - Throws: ``EmulatorError/noPseudoTerminal(reason:)``, ``EmulatorError/linkRefused(path:reason:)``.
    public init(link: String? = nil) throws(EmulatorError) {
        let terminal = try PseudoTerminal()
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .noPseudoTerminal(reason: String(cString: strerror(errno))) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wakeUp = (ends[0], ends[1])
        let named = if let link { try TerminalLink(at: link, to: terminal.path) } else { TerminalLink?.none }
        life = Monitor(Life(terminal: terminal, link: named))
    }

    deinit {
        let (terminal, link) = life.read { ($0.terminal, $0.link) }
        link?.remove()
        terminal.close()
        for descriptor in [wakeUp.reader, wakeUp.writer] { _ = Glibc.close(descriptor) }
    }

    /// The terminal's path, such as `/dev/pts/7`.
    public var path: String { terminal.path }

    /// The address a host opens, such as `pty:/dev/pts/7`.
    public var address: String { "pty:\(path)" }

    /// Only the device's thread changes it.
    private var terminal: PseudoTerminal { life.read { $0.terminal } }

    /// Waits for bytes from whoever holds the terminal.
    public func read(timeout: Duration?) -> DeviceInput {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        while true {
            let left = deadline.map { $0 - ContinuousClock.now }
            let events = wait(for: Int16(POLLIN), upTo: left)
            if life.read({ $0.isClosed }) { return .closed }
            if events & Int16(POLLIN) != 0, let bytes = terminal.readBytes() { return .bytes(bytes) }
            if let deadline, ContinuousClock.now >= deadline { return .nothing }
        }
    }

    /// Sends bytes to whoever holds the terminal; lost when nobody does.
    public func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        let terminal = terminal.descriptor
        while !rest.isEmpty {
            let events = wait(for: Int16(POLLOUT), upTo: .milliseconds(100))
            if life.read({ $0.isClosed }) { return false }
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
        let link = life.update { life in
            life.isClosed = true
            return life.link
        }
        var byte: UInt8 = 0
        _ = Glibc.write(wakeUp.writer, &byte, 1)
        link?.remove()
    }

    /// Pulls the plug: the terminal goes, and after a moment a new one takes its place and its link. It has the same
    /// path as soon as whoever held the old one has let go of it, unless another program was quicker.
    public func hangUp() {
        let old = terminal
        old.close()
        for attempt in 1...20 {
            usleep(50_000)
            guard let fresh = try? PseudoTerminal() else { continue }  // none to be had now; perhaps the next time
            guard fresh.path == old.path || attempt == 20 else {
                fresh.close()
                continue
            }
            life.update { life in
                life.terminal = fresh
                life.hasClient = false
                life.link = life.link?.led(to: fresh.path)
            }
            return
        }
        close()
    }

    /// Polls the terminal; while it has no client, sleeps up to 5 ms, since a poll would return at once.
    private func wait(for event: Int16, upTo timeout: Duration?) -> Int16 {
        let milliseconds = timeout.map(Self.wholeMilliseconds) ?? -1
        let terminal = terminal
        var polled = [
            pollfd(fd: terminal.descriptor, events: event, revents: 0),
            pollfd(fd: wakeUp.reader, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&polled, 2, milliseconds)
        let events = polled[0].revents
        let isHungUp = events & Int16(POLLHUP) != 0
        let hasLeft = life.read { life in
            defer { life.hasClient = !isHungUp }
            return isHungUp && life.hasClient
        }
        if hasLeft { terminal.forgetUnreadOutput() }
        if isHungUp, events & Int16(POLLIN) == 0, milliseconds != 0, event == Int16(POLLIN) {
            _ = poll(&polled[1], 1, milliseconds < 0 ? 5 : min(milliseconds, 5))
        }
        return events
    }

    private static func wholeMilliseconds(_ duration: Duration) -> Int32 {
        let milliseconds = max(.zero, min(duration, .seconds(1_000_000))) / .milliseconds(1)
        return Int32(milliseconds.rounded(.up))
    }
}
