import Glibc
import LabTesting
import LabValues
import Testing

@testable import LabControl

@Suite(.timeLimit(.minutes(2))) struct SocketListenerTests {
    let directory: TemporaryDirectory
    let path: ControlSocketPath
    private let clock = SystemClock()

    init() throws {
        directory = try TemporaryDirectory()
        path = ControlSocketPath(in: directory.path, for: experiment())
    }

    private func started(_ clock: (any LabClock)? = nil, answering: Bool = true) -> ListenerHarness {
        let harness = ListenerHarness()
        harness.start(SocketListener(at: path, clock: clock ?? self.clock), answering: answering)
        return harness
    }

    /// A connection that waits.
    private func connected(to name: String? = nil) throws -> Int32 {
        let directory = try SocketDirectory(of: path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(try directory.withAddress { connect(descriptor, $0, $1) } == 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        return descriptor
    }

    @discardableResult private func write(_ bytes: [UInt8], to descriptor: Int32) -> Int {
        bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Reads until so many lines came, or the other side is gone.
    private func lines(_ count: Int, from descriptor: Int32) -> [String] {
        var cutter = BoundedLines(longest: 1 << 20)
        var found: [String] = []
        while found.count < count {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let read = recv(descriptor, &bytes, bytes.count, 0)
            guard read > 0 else { break }
            for case .line(let line) in cutter.take(bytes.prefix(read)) {
                found.append(String(decoding: line, as: UTF8.self))
            }
        }
        return found
    }

    // MARK: What it does

    @Test func `a client sends a command and hears its replies up to the last`() async throws {
        let harness = started()
        #expect(harness.waitUntilReady())
        let heard = Monitor<[CommandReply.Status]>([])
        let client = SocketClient(at: path, clock: clock)
        let reply = try await client.send(command("pause"), within: .seconds(20)) { reply in
            heard.update { $0.append(reply.status) }
        }
        #expect(reply.status == .done && reply.id == "1" && reply.experiment == experiment())
        #expect(heard.read { $0 } == [.accepted, .done])
        #expect(harness.received.first?.origin.peer == "uid \(geteuid()) pid \(getpid())")
        await harness.stop()
        #expect(!directory.exists("exp-1.sock"), "the socket goes with its run")
        await #expect(throws: ControlFault.nobodyListens(path: "\(path)")) {
            try await client.send(command("pause"), within: .seconds(20))
        }
    }

    @Test func `only this user may even look at it`() async {
        let harness = started()
        #expect(harness.waitUntilReady())
        #expect(directory.mode(of: "exp-1.sock") == 0o600)
        await harness.stop()
    }

    @Test func `a reply goes to who asked, also when that one has said all it had to say`() async throws {
        let harness = started(answering: false)
        #expect(harness.waitUntilReady())
        let (first, second) = (try connected(), try connected())
        write(command("pause", id: "a").encoded, to: first)
        shutdown(first, Int32(SHUT_WR))  // a line without its end, and nothing more: printf … | nc -U
        write(command("pause", id: "b").encoded + [10], to: second)
        #expect(harness.waitForCommands(2).count == 2)
        for received in harness.received { harness.rig.inbox.answer(received.ticket, .done) }
        #expect(lines(99, from: first).map { $0.contains(#""id":"a""#) } == [true], "and then it is closed")
        #expect(lines(1, from: second).map { $0.contains(#""id":"b""#) } == [true])
        close(first)
        close(second)
        await harness.stop()
    }

    @Test func `a run that never answers is said so after the deadline`() async {
        let harness = started(answering: false)
        #expect(harness.waitUntilReady())
        await #expect(throws: ControlFault.noAnswer(path: "\(path)", waited: .milliseconds(200))) {
            try await SocketClient(at: path, clock: clock).send(command("pause"), within: .milliseconds(200))
        }
        await harness.stop()
    }

    // MARK: Attacks

    @Test func `a live socket of another run is left alone, a dead one is replaced`() async throws {
        let first = started()
        #expect(first.waitUntilReady())
        let second = started()
        let fault = await second.end() as? ControlFault
        #expect(fault == .inUse(path: "\(path)", pid: getpid()))
        _ = try await SocketClient(at: path, clock: clock).send(command("ping"), within: .seconds(20))
        await first.stop()

        let dead = try newSocket()  // bound, and closed without being removed: what kill -9 leaves
        let room = try SocketDirectory(of: path)
        #expect(try room.withAddress { bind(dead, $0, $1) } == 0)
        close(dead)
        #expect(directory.exists("exp-1.sock"))
        let third = started()
        #expect(third.waitUntilReady())
        _ = try await SocketClient(at: path, clock: clock).send(command("ping"), within: .seconds(20))
        await third.stop()
    }

    @Test func `a listener that ends does not take away another's socket`() async throws {
        let first = started()
        #expect(first.waitUntilReady())
        unlink("\(path)")
        let second = started()
        #expect(second.waitUntilReady())
        await first.stop()
        _ = try await SocketClient(at: path, clock: clock).send(command("ping"), within: .seconds(20))
        await second.stop()
    }

    @Test func `planted links and files are refused and left as they are`() async throws {
        symlink(directory["target"], "\(path)")
        #expect(await started().end() as? ControlFault == .isLink(path: "\(path)"))
        #expect(!directory.exists("target"))
        unlink("\(path)")
        try directory.write([7], to: "exp-1.sock")
        #expect(await started().end() as? ControlFault == .notASocket(path: "\(path)"))
        #expect(try directory.bytes(of: "exp-1.sock") == [7])
    }

    @Test func `a directory that is a link, open to others or another user's is refused`() async throws {
        mkdir(directory["real"], 0o700)
        symlink(directory["real"], directory["link"])
        func fault(in name: String) async -> ControlFault? {
            let path = ControlSocketPath(in: directory[name], for: experiment())
            let harness = ListenerHarness()
            harness.start(SocketListener(at: path, clock: clock))
            return await harness.end() as? ControlFault
        }
        #expect(await fault(in: "link") == .isLink(path: directory["link"]))
        mkdir(directory["open"], 0o700)
        chmod(directory["open"], 0o777)
        #expect(await fault(in: "open") == .openDirectory(path: directory["open"], mode: S_IFDIR | 0o777))
        chmod(directory["open"], 0o1777)
        #expect(await fault(in: "open") == .openDirectory(path: directory["open"], mode: S_IFDIR | 0o1777))
        guard geteuid() == 0 else { return }  // only root can give a directory away
        mkdir(directory["foreign"], 0o700)
        chown(directory["foreign"], 12_345, 12_345)
        #expect(await fault(in: "foreign") == .foreign(path: directory["foreign"], owner: 12_345))
    }

    @Test func `another user's connection is closed unheard`() async throws {
        #expect(!PeerIdentity(pid: 1, uid: geteuid() &+ 1).isTrusted && PeerIdentity(pid: 1, uid: 0).isTrusted)
        let harness = ListenerHarness()
        harness.start(SocketListener(at: path, clock: clock) { _ in false })
        #expect(harness.waitUntilReady())
        let client = try connected()
        write(command("stop").encoded + [10], to: client)
        #expect(lines(1, from: client).isEmpty)
        close(client)
        #expect(harness.rig.inbox.counts.refused == 1 && harness.received.isEmpty)
        guard case .refused(nil, let origin, .foreignUser) = harness.rig.events.first else {
            Issue.record("nothing is told")
            return
        }
        #expect(origin.peer == "uid \(geteuid()) pid \(getpid())")
        await harness.stop()
    }

    @Test func `rubbish, deep and endless lines are refused, and the next command is heard`() async throws {
        let harness = started()
        #expect(harness.waitUntilReady())
        let client = try connected()
        write([0xFF, 0x00, 10], to: client)
        write([UInt8](repeating: UInt8(ascii: "["), count: 1000) + [10], to: client)
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000)
        for _ in 0..<100 { write(long, to: client) }
        write([10] + command("stop").encoded + [10], to: client)
        let replies = lines(5, from: client)
        #expect(replies.map { $0.contains(#""status":"refused""#) } == [true, true, true, false, false])
        #expect(replies.last?.contains(#""status":"done""#) == true)
        close(client)
        await harness.stop()
    }

    @Test func `sixteen clients have room; the next is told so, or takes the place of one that idles`() async throws {
        let manual = ManualClock(start: wall)
        let harness = started(manual)
        #expect(harness.waitUntilReady())
        var clients: [Int32] = []
        for number in 0..<16 {
            clients.append(try connected())
            write(command("ping", id: "\(number)").encoded + [10], to: clients[number])
            #expect(lines(2, from: clients[number]).count == 2)
        }
        let hasty = try connected()
        write(command("stop", id: "17").encoded + [10], to: hasty)
        #expect(lines(2, from: hasty).count == 2, "a stop always gets through")
        close(hasty)
        let seventeenth = try connected()
        write(command("ping", id: "17").encoded + [10], to: seventeenth)
        #expect(lines(9, from: seventeenth).map { $0.contains("too_many_clients") } == [true])
        manual.advance(by: .seconds(11))
        let eighteenth = try connected()
        write(command("stop", id: "18").encoded + [10], to: eighteenth)
        #expect(lines(2, from: eighteenth).count == 2)
        #expect(lines(1, from: clients[0]).isEmpty, "the one that idled longest is gone")
        for client in clients + [seventeenth, eighteenth] { close(client) }
        await harness.stop()
    }

    @Test func `refusals that are not told leave no client awaited`() async throws {
        let manual = ManualClock(start: wall)
        let harness = started(manual)
        #expect(harness.waitUntilReady())
        let client = try connected()
        for number in 0..<30 { write(command("nonsense", id: "n\(number)").encoded + [10], to: client) }
        #expect(lines(30, from: client).count == 30)
        close(client)
        await harness.stop()
    }

    @Test func `a client that takes no replies is dropped, and the others do not notice`() async throws {
        let harness = started()
        #expect(harness.waitUntilReady())
        let deaf = try connected()
        var patience = timeval(tv_sec: 0, tv_usec: 100_000)
        setsockopt(deaf, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var sent = 0
        while sent < 1_000_000, write(command("ping", id: "d\(sent)").encoded + [10], to: deaf) > 0 { sent += 1 }
        #expect(sent < 1_000_000, "its connection was closed")
        _ = try await SocketClient(at: path, clock: clock).send(command("ping"), within: .seconds(20))
        close(deaf)
        await harness.stop()
    }

    @Test func `an unfinished line is not waited for`() async throws {
        let manual = ManualClock(start: wall)
        let harness = started(manual)
        #expect(harness.waitUntilReady())
        let slow = try connected()
        write(Array(#"{"type":"#.utf8), to: slow)
        write(command("ping").encoded + [10], to: try connected())
        #expect(harness.waitForCommands(1) == ["ping"])
        manual.advance(by: .seconds(11))
        #expect(lines(1, from: slow).isEmpty)
        close(slow)
        await harness.stop()
    }

    // MARK: Paths

    @Test func `a long path is hashed, and still reached where its directory alone is too long`() async throws {
        let short = ControlSocketPath(in: "/run/lab", for: experiment())
        #expect("\(short)" == "/run/lab/exp-1.sock")
        let id = experiment(String(repeating: "x", count: 64))
        let hashed = ControlSocketPath(in: "/" + String(repeating: "d", count: 31), for: id)
        #expect(hashed.name == "7ce100971f64e7001e8fe5a51973ecdf".prefix(16) + ".sock")
        #expect(ControlSocketPath(in: "/" + String(repeating: "d", count: 29), for: id).name == id.text + ".sock")

        let deep = directory[String(repeating: "d", count: 200)]
        mkdir(deep, 0o700)
        let far = ControlSocketPath(in: deep, for: experiment())
        let harness = ListenerHarness()
        harness.start(SocketListener(at: far, clock: clock))
        #expect(harness.waitUntilReady())
        let reply = try await SocketClient(at: far, clock: clock).send(command("ping"), within: .seconds(20))
        #expect(reply.status == .done)
        await harness.stop()
    }

    @Test func `a named path has a directory and a name`() throws {
        let cases = [("x.sock", ".", "x.sock"), ("/x", "/", "x"), ("a/b/c", "a/b", "c")]
        for (text, directory, name) in cases {
            let path = try ControlSocketPath(text)
            #expect(path.directory == directory && path.name == name)
        }
        for text in ["", "/", "a/", "..", "a/..", String(repeating: "x", count: 81)] {
            #expect(throws: ControlFault.pathTooLong(path: text)) { try ControlSocketPath(text) }
        }
    }
}
