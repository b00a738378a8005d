import Glibc
import LabTesting
import LabValues
import Testing

@testable import LabControl

/// A socket that is there before its listener runs.
@Suite(.timeLimit(.minutes(2))) struct ReadySocketTests {
    private let directory: TemporaryDirectory
    private let path: ControlSocketPath
    private let clock = SystemClock()

    init() throws {
        directory = try TemporaryDirectory()
        path = ControlSocketPath(in: directory.path, for: experiment())
    }

    @Test func `a caller that came before the listener ran is answered when it does`() async throws {
        let listener = try SocketListener.open(at: path, clock: clock)
        #expect(try path.isLive())
        async let reply = SocketClient(at: path, clock: clock).send(command("ping"), within: .seconds(20))
        let harness = ListenerHarness()
        harness.start(listener)
        #expect(try await reply.status == .done)
        await harness.stop()
        #expect(try !path.isLive())
    }

    @Test func `a listener that never runs takes its socket along`() throws {
        do {
            let listener = try SocketListener.open(at: path, clock: clock)
            #expect(directory.exists("exp-1.sock") && listener.name == "socket")
        }
        #expect(!directory.exists("exp-1.sock"))
    }

    @Test func `a place that is not to be trusted shows at once`() throws {
        let first = try SocketListener.open(at: path, clock: clock)
        #expect(throws: ControlFault.inUse(path: "\(path)", pid: getpid())) {
            try SocketListener.open(at: path, clock: clock)
        }
        withExtendedLifetime(first) {}
        try #require(symlink("/dev/null", directory["link.sock"]) == 0)
        let link = try ControlSocketPath(directory["link.sock"])
        #expect(throws: ControlFault.isLink(path: "\(link)")) { try SocketListener.open(at: link, clock: clock) }
        #expect(throws: ControlFault.isLink(path: "\(link)")) { try link.isLive() }
        #expect(directory.exists("link.sock"))
    }

    @Test func `a listener that is started again makes its socket anew`() async throws {
        let listener = try SocketListener.open(at: path, clock: clock)
        for _ in 1...2 {
            let harness = ListenerHarness()
            harness.start(listener)
            #expect(harness.waitUntilReady())
            let reply = try await SocketClient(at: path, clock: clock).send(command("ping"), within: .seconds(20))
            #expect(reply.status == .done)
            await harness.stop()
        }
    }

    @Test func `where nothing is nobody lives`() throws {
        #expect(try !path.isLive())
        #expect(try !ControlSocketPath(directory.path + "/none/x.sock").isLive())
    }
}
