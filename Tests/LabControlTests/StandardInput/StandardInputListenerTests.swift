import Glibc
import LabTesting
import LabValues
import Testing

@testable import LabControl

@Suite(.timeLimit(.minutes(1))) struct StandardInputListenerTests {
    private final class Console: Sendable {
        let lines = Monitor<[String]>([])
        let replies = Monitor<[CommandReply]>([])
        let isForeground = Monitor(true)

        func listener(on descriptor: Int32) -> StandardInputListener {
            StandardInputListener(
                descriptor, clock: ManualClock(start: wall), say: { [lines] line in lines.update { $0.append(line) } },
                answer: { [replies] reply in replies.update { $0.append(reply) } },
                isForeground: { [isForeground] _ in isForeground.read { $0 } })
        }

        func waitForLines(_ count: Int) -> [String] {
            _ = lines.wait(for: .seconds(20)) { $0.count >= count ? true : nil }
            return lines.read { $0 }
        }
    }

    private func write(_ text: String, to descriptor: Int32) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// The two ends of a pseudo-terminal: who types, and what the program sees.
    private func terminal() throws -> (typist: Int32, program: Int32) {
        let typist = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h: the C names are macros.
        var lock: Int32 = 0, number: Int32 = -1
        try #require(ioctl(typist, UInt(0x4004_5431), &lock) == 0 && ioctl(typist, UInt(0x8004_5430), &number) == 0)
        let program = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(program >= 0)
        return (typist, program)
    }

    private func pipe() -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        Glibc.pipe(&ends)
        return (ends[0], ends[1])
    }

    @Test func `JSON lines from a pipe are commands, and its end ends the listener quietly`() async {
        let (reading, writing) = pipe()
        let (console, harness) = (Console(), ListenerHarness())
        harness.start(console.listener(on: reading))
        write(String(decoding: command("pause").encoded, as: UTF8.self) + "\nrubbish\n", to: writing)
        write(String(decoding: command("resume", id: "2").encoded, as: UTF8.self), to: writing)  // no line feed
        close(writing)
        #expect(await harness.end() == nil)
        #expect(harness.waitForCommands(2) == ["pause", "resume"])
        #expect(harness.received.allSatisfy { $0.origin == CommandOrigin("stdin", .local) })
        #expect(
            console.replies.read { $0.map(\.status) } == [.accepted, .done, .refused, .accepted, .done])
        #expect(console.lines.read { $0.isEmpty }, "nobody watches a pipe")
        close(reading)
    }

    @Test func `a line without end is refused once and memory stays bounded`() async {
        let (reading, writing) = pipe()
        let (console, harness) = (Console(), ListenerHarness())
        harness.start(console.listener(on: reading))
        for _ in 0..<300 { write(String(repeating: "x", count: 4000), to: writing) }
        write("\n" + String(decoding: command("stop").encoded, as: UTF8.self) + "\n", to: writing)
        #expect(harness.waitForCommands(1) == ["stop"])
        close(writing)
        _ = await harness.end()
        #expect(console.replies.read { $0.map(\.reason) } == ["too_long", nil, nil])
        close(reading)
    }

    @Test func `on a terminal letters are commands, and anything else is answered with the help line`() async throws {
        let (typist, program) = try terminal()
        let (console, harness) = (Console(), ListenerHarness())
        harness.start(console.listener(on: program))
        #expect(console.waitForLines(1) == [TypedCommand.help])
        write("p\nR\n s \np!\ns!\n?\nx\n", to: typist)
        #expect(harness.waitForCommands(6) == ["pause", "resume", "stop", "pause", "stop", "status"])
        #expect(harness.received.map(\.command.isNow) == [false, false, false, true, true, false])
        let lines = console.waitForLines(3)
        #expect(lines[1] == TypedCommand.help && lines[2].hasPrefix("“x” is not known here: p pause"))
        await harness.stop()
        close(program)
        close(typist)
    }

    @Test func `a terminal that hangs up ends the listener quietly`() async throws {
        let (typist, program) = try terminal()
        let (console, harness) = (Console(), ListenerHarness())
        harness.start(console.listener(on: program))
        _ = console.waitForLines(1)
        close(typist)
        #expect(await harness.end() == nil)
        close(program)
    }

    @Test func `in the background nothing is read, and in the foreground again it is`() async throws {
        let (typist, program) = try terminal()
        let (console, harness) = (Console(), ListenerHarness())
        console.isForeground.update { $0 = false }
        harness.start(console.listener(on: program))
        #expect(harness.waitUntilReady())
        write("s\n", to: typist)
        var polled = pollfd(fd: program, events: Int16(POLLIN), revents: 0)
        for _ in 0..<20 {
            poll(nil, 0, 50)
            #expect(poll(&polled, 1, 0) == 1, "somebody else's line was taken")
        }
        #expect(harness.received.isEmpty && console.lines.read { $0.isEmpty })
        console.isForeground.update { $0 = true }
        #expect(harness.waitForCommands(1) == ["stop"])
        await harness.stop()
        close(program)
        close(typist)
    }

    @Test func `it ends at once when it is told to, with nothing typed`() async {
        let (reading, writing) = pipe()
        let harness = ListenerHarness()
        harness.start(Console().listener(on: reading))
        #expect(harness.waitUntilReady())
        #expect(await harness.stop() == nil)
        close(reading)
        close(writing)
    }
}
