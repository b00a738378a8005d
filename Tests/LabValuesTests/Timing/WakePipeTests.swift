import FoundationEssentials
import Glibc
import Testing

@testable import LabValues

struct WakePipeTests {
    private func isReadable(_ descriptor: Int32, within milliseconds: Int32 = 0) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, milliseconds) == 1
    }

    @Test func `without descriptors it is deaf, and whoever waits looks up by itself`() {
        let wake = WakePipe([-1, -1])
        wake.ring()
        wake.clear()
        #expect(wake.descriptor == -1)
        #expect(wake.patience(-1) == 20)
        #expect(wake.patience(5) == 5)
        #expect(WakePipe().patience(-1) == -1)
    }

    @Test func `a ring makes it readable until it is cleared, however often it rang`() {
        let wake = WakePipe()
        #expect(!isReadable(wake.descriptor))
        for _ in 0..<100_000 { wake.ring() }  // more than a pipe holds: ringing never blocks
        #expect(isReadable(wake.descriptor))
        wake.clear()
        #expect(!isReadable(wake.descriptor))
        wake.ring()
        #expect(isReadable(wake.descriptor))
    }

    @Test func `a ring leaves errno as it was, as a signal handler must`() {
        let wake = WakePipe()
        for _ in 0..<100_000 {
            errno = 42
            wake.ring()
            if errno != 42 { break }
        }
        #expect(errno == 42)
    }

    @Test func `a ring from another thread ends a wait`() {
        let wake = WakePipe()
        startThread { wake.ring() }
        #expect(isReadable(wake.descriptor, within: 10_000))
    }

    @Test func `its descriptors are given back with it`() throws {
        func count() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        let before = try count()
        for _ in 0..<1000 { WakePipe().ring() }
        #expect(try count() < before + 500)
    }
}
