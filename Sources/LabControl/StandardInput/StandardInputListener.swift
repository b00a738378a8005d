import Glibc
public import LabValues

/// Hears commands on standard input: typed letters on a terminal, JSON lines from a pipe or a file.
///
/// On a terminal it reads only while the run is in the foreground, so that a background run never takes what is meant
/// for the shell, and is never stopped for trying (SIGTTIN). The end of the input ends it quietly.
public struct StandardInputListener: CommandListener {
    public let name = "stdin"
    private let descriptor: Int32
    private let clock: any LabClock
    private let say: @Sendable (String) -> Void
    private let answer: @Sendable (CommandReply) -> Void
    private let isForeground: @Sendable (Int32) -> Bool

    /// A listener on standard input.
    ///
    /// - Parameters:
    ///   - say: shows the operator a line; must not wait.
    ///   - answer: is given the replies; must not wait.
    public init(
        clock: any LabClock, say: @escaping @Sendable (String) -> Void,
        answer: @escaping @Sendable (CommandReply) -> Void
    ) {
        self.init(STDIN_FILENO, clock: clock, say: say, answer: answer) { tcgetpgrp($0) == getpgrp() }
    }

    /// - Parameter isForeground: whether a terminal may be read.
    init(
        _ descriptor: Int32, clock: any LabClock, say: @escaping @Sendable (String) -> Void,
        answer: @escaping @Sendable (CommandReply) -> Void, isForeground: @escaping @Sendable (Int32) -> Bool
    ) {
        self.descriptor = descriptor
        self.clock = clock
        self.say = say
        self.answer = answer
        self.isForeground = isForeground
    }

    public func run(into inlet: CommandInlet) async throws {
        let order = EndSignal()
        let end = OneShot<Void>()
        startThread {
            read(into: inlet, until: order)
            end.finish(())
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { end.wait($0) }
        } onCancel: {
            order.give()
        }
    }

    /// The thread of the listener.
    private func read(into inlet: CommandInlet, until order: EndSignal) {
        holdOffTerminalStops()
        let isTerminal = isatty(descriptor) == 1
        var lines = BoundedLines(longest: CommandInbox.longestCommand)
        if isTerminal, isForeground(descriptor) { say(TypedCommand.help) }
        inlet.isListening()
        while true {
            let mayRead = !isTerminal || isForeground(descriptor)
            guard !isOver(order, orReadable: mayRead) else { return }
            guard mayRead else { continue }
            switch chunk(isTerminal) {
            case .bytes(let bytes): for piece in lines.take(bytes) { take(piece, isTerminal, inlet) }
            case .nothing: continue
            case .end:
                for piece in lines.takeLast() { take(piece, isTerminal, inlet) }
                return
            }
        }
    }

    /// A blocked SIGTTIN makes a read from the background fail with EIO instead of stopping the process (POSIX 11.1.4).
    private func holdOffTerminalStops() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTTIN)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for input, or half a second while the input is not ours; true when the listener shall end.
    private func isOver(_ order: EndSignal, orReadable mayRead: Bool) -> Bool {
        var polled = [
            pollfd(fd: order.wake.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: mayRead ? descriptor : -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&polled, 2, order.wake.patience(500))  // half a second: the run may have been sent to the background
        return order.hasCome
    }

    private enum Chunk {
        case bytes([UInt8])
        case nothing
        case end
    }

    private func chunk(_ isTerminal: Bool) -> Chunk {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, 0) > 0 else { return .nothing }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { return .bytes(Array(bytes.prefix(count))) }
        if count == 0 { return .end }
        switch errno {
        case EINTR, EAGAIN: return .nothing
        case EIO where isTerminal && polled.revents & Int16(POLLHUP) == 0: return .nothing  // now in the background
        default: return .end
        }
    }

    // MARK: What was typed

    private func take(_ piece: BoundedLines.Piece, _ isTerminal: Bool, _ inlet: CommandInlet) {
        let route = ReplyRoute { [answer] reply, _ in answer(reply) }
        switch piece {
        case .tooLong: inlet.receiveTooLong(over: .local, route: route)
        case .line(let line) where isTerminal: takeTyped(line, inlet, route)
        case .line(let line): inlet.receive(line: line, over: .local, route: route)
        }
    }

    private func takeTyped(_ line: [UInt8], _ inlet: CommandInlet, _ route: ReplyRoute) {
        func receive(_ name: String, now: Bool = false) {
            inlet.receive(
                TypedCommand.command(name, now: now, at: clock.wallTime), over: .local, route: route)
        }
        switch TypedCommand.meaning(of: line) {
        case .command(let name, let now): receive(name, now: now)
        case .json: inlet.receive(line: line, over: .local, route: route)
        case .help:
            say(TypedCommand.help)
            receive(CommandName.status)
        case .unknown(let text):
            let shown = String(
                text.unicodeScalars.filter { $0.properties.generalCategory != .control }.map(Character.init))
            say("“\(shown)” is not known here: \(TypedCommand.help)")
        }
    }
}
