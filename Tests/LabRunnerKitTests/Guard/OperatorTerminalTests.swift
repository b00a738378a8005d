import Glibc
import Testing

@testable import LabRunnerKit

/// What a guard says on a terminal that others use.
struct OperatorTerminalTests {
    /// Both ends of a pseudo-terminal: <asm-generic/ioctls.h>, pty(7).
    private func terminal() throws -> (outside: Int32, shared: Int32) {
        let outside = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var unlocked: Int32 = 0
        var number: Int32 = -1
        let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
        try #require(outside >= 0 && ioctl(outside, setLock, &unlocked) == 0 && ioctl(outside, getNumber, &number) == 0)
        let shared = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(shared >= 0)
        return (outside, shared)
    }

    @Test func `what is said arrives, and the terminal stays as its shell has it`() throws {
        let (outside, shared) = try terminal()
        defer { for end in [outside, shared] { close(end) } }
        OperatorTerminal(descriptor: shared).write("The run died.")
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(outside, &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "The run died.")
        #expect(fcntl(shared, F_GETFL) & O_NONBLOCK == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `a terminal that takes nothing is left alone after a while`() throws {
        let (outside, shared) = try terminal()
        defer { for end in [outside, shared] { close(end) } }
        OperatorTerminal(descriptor: shared, patience: .milliseconds(100)).write(
            String(repeating: "x", count: 1 << 20))
    }
}
