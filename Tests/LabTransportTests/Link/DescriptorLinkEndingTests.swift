import Glibc
import LabTransport
import LabValues
import SwiftOverlayShims
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DescriptorLinkEndingTests {
    /// Lives as long as the thread of a link that captured it.
    private final class Token: Sendable {
        func isGone() -> Bool { true }
    }

    @Test(arguments: WireKind.allCases)
    func `close ends a waiting receive, and twice is harmless`(wire: WireKind) async throws {
        let (far, link) = try wire.make()
        let waiting = Task { try await link.receive(until: nil) }
        try await realClock.sleep(for: .milliseconds(20))  // the thread is in poll
        link.close()
        let closed = LinkError.closed(address: "\(link.address)")
        await #expect(throws: closed) { try await waiting.value }
        link.close()
        await #expect(throws: closed) { try await link.receive(until: nil) }
        await #expect(throws: closed) { try await link.send([1]) }
        try await eventually("the descriptor is closed") { far.isAlone }
    }

    @Test func `a link that nobody holds any more closes itself and ends its thread`() async throws {
        weak var token: Token?
        let far = try {
            let strong = Token()
            token = strong
            return try makeSocketLink(isGone: { strong.isGone() }).far
        }()
        try await eventually("the descriptor is closed") { far.isAlone }
        try await eventually("the thread is gone") { token == nil }
    }

    /// In a process of its own: other tests have descriptors and threads too.
    @Test func `five hundred links leave neither descriptors nor threads behind`() async {
        await #expect(processExitsWith: .success) { try await Self.makeAndEndFiveHundredLinks() }
    }

    private static func makeAndEndFiveHundredLinks() async throws {
        let before = (entries(of: "/proc/self/fd"), entries(of: "/proc/self/task"))
        for round in 0..<500 {
            let (far, link) = try round % 2 == 0 ? WireKind.pty.make() : WireKind.socket.make()
            switch round % 5 {
            case 0: far.close()
            case 1: link.close()
            case 2: try await link.send([1])
            case 3:
                Task { link.close() }
                link.close()
            default: break
            }
        }
        try await eventually("descriptors are given back") { entries(of: "/proc/self/fd") < before.0 + 10 }
        try await eventually("threads have ended") { entries(of: "/proc/self/task") < before.1 + 10 }
    }

    @Test func `close while others send and receive closes nobody else's file`() async throws {
        for _ in 0..<200 {
            let (far, link) = try makeSocketLink()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { while (try? await link.send([1, 2, 3])) != nil { await Task.yield() } }
                group.addTask { _ = await link.ending() }
                group.addTask { link.close() }
                group.addTask {
                    // Whatever takes a freed number here must find its own bytes again.
                    for _ in 0..<20 {
                        var ends: [Int32] = [-1, -1]
                        guard pipe(&ends) == 0 else { return }
                        var byte: UInt8 = 9
                        #expect(write(ends[1], &byte, 1) == 1)
                        #expect(read(ends[0], &byte, 1) == 1 && byte == 9)
                        #expect(close(ends[0]) == 0 && close(ends[1]) == 0)
                    }
                }
            }
            try await eventually("the far side ends") { far.isAlone }
        }
    }

    @Test func `what was sent before close is still written`() async throws {
        let (far, link) = try makePtyLink()
        try await link.send(bytes("off\n"))
        link.close()
        var arrived: [UInt8] = []
        try await eventually("the bytes come") {
            arrived += far.read() ?? []
            return arrived.count >= 4
        }
        #expect(arrived == bytes("off\n"))
    }

    @Test func `a hang-up behind a full inbox costs no processor time`() async throws {
        let clock = ThreadNotingClock()
        let (far, link) = try makeSocketLink(clock: clock)
        let piece = [UInt8](repeating: 7, count: 60_000)
        var sent = 0
        var quiet = realClock.now
        while realClock.now - quiet < .milliseconds(100) {
            let count = far.send(piece)
            if count > 0 { (sent, quiet) = (sent + count, realClock.now) }
        }
        far.close()
        let before = clock.processorTime
        try await realClock.sleep(for: .milliseconds(400))
        #expect(clock.processorTime - before < .milliseconds(20))
        var arrived = 0
        await #expect(throws: LinkError.unplugged(address: "test:socket")) {
            while let more = try await link.next() { arrived += more.count }
        }
        #expect(arrived == sent)
    }

    @Test func `a descriptor that says it is readable and gives nothing is not asked without end`() async throws {
        let count = AskCount()
        let (far, link) = try makeSocketLink(isGone: { count.ask() })
        let begin = realClock.now
        far.close()
        try await realClock.sleep(for: .milliseconds(200))
        let asked = count.asked
        let most = 10 + Int((realClock.now - begin) / .milliseconds(5))
        #expect((2...most).contains(asked), "\(asked) times")
        link.close()
    }

    private final class AskCount: Sendable {
        private let count = Atomic(0)
        var asked: Int { count.load(ordering: .relaxed) }
        func ask() -> Bool {
            count.add(1, ordering: .relaxed)
            return false
        }
    }
}

/// The real clock; notes which thread first asks it, here the one that reads the wire.
private final class ThreadNotingClock: LabClock {
    private let thread = Mutex<clockid_t?>(nil)

    /// Processor time that thread has used.
    var processorTime: Duration {
        guard let thread = thread.withLock({ $0 }) else { return .zero }
        var time = timespec()
        clock_gettime(thread, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    var now: LabInstant {
        thread.withLock { thread in
            if thread != nil { return }
            var id = clockid_t()
            if pthread_getcpuclockid(pthread_self(), &id) == 0 { thread = id }
        }
        return realClock.now
    }
    var wallTime: Timestamp { realClock.wallTime }
    func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID {
        realClock.setAlarm(at: moment, action)
    }
    func cancelAlarm(_ id: AlarmID) { realClock.cancelAlarm(id) }
}
