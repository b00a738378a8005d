import LabTransport
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LineReaderTests {
    private let clock = TestClock()
    private let link: InboxLink
    private let reader: LineReader
    private var soon: LabInstant { clock.now + .seconds(1) }

    init() {
        link = InboxLink(clock: clock)
        reader = LineReader(link, longest: 8)
    }

    private func arrive(_ text: String) { link.inbox.deliver(bytes(text)) }

    @Test func `silence, an empty line, a text and a line beyond the bound are four results`() async throws {
        arrive("\r\nOK\nmuch too long\n")
        #expect(try await reader.next(until: soon) == .empty)
        #expect(try await reader.next(until: soon) == .text(bytes("OK")[...]))
        #expect(try await reader.next(until: soon) == .tooLong)
        #expect(try await reader.next(until: clock.now) == .silence)
    }

    @Test func `silence comes at the deadline, and not before`() async throws {
        let waiting = reading(until: soon)
        await clock.someoneWaits()
        clock.advance(by: .milliseconds(999))
        #expect(clock.alarmCount == 1)
        clock.advance(by: .milliseconds(1))
        #expect(try await waiting.value == .silence)
    }

    private func reading(until deadline: LabInstant?) -> Task<LineReader.Line, any Error> {
        Task { [link] in try await LineReader(link).next(until: deadline) }
    }

    @Test func `a line that is there is given although the deadline is over`() async throws {
        let deadline = soon
        arrive("la")
        arrive("te\n")
        clock.advance(by: .seconds(5))
        #expect(try await reader.next(until: deadline) == .text(bytes("late")[...]))
    }

    @Test func `bytes that never end a line are silence once the deadline is over`() async throws {
        let deadline = soon
        clock.advance(by: .seconds(2))
        for _ in 0..<5 { arrive("x") }
        #expect(try await reader.next(until: deadline) == .silence)
        arrive("\n")
        #expect(try await reader.next(until: soon) == .text(bytes("xxxxx")[...]))
    }

    @Test func `a cancelled reader throws cancelled`() async throws {
        let waiting = reading(until: soon)
        await clock.someoneWaits()
        waiting.cancel()
        await #expect(throws: LinkError.cancelled) { try await waiting.value }
        #expect(clock.alarmCount == 0)
    }

    @Test func `when the wire has ended, the lines that came before are given first`() async throws {
        arrive("a\nb\nrest")
        link.inbox.finish(.unplugged(address: "x"))
        #expect(try await reader.next(until: nil) == .text(bytes("a")[...]))
        #expect(try await reader.next(until: nil) == .text(bytes("b")[...]))
        await #expect(throws: LinkError.unplugged(address: "x")) { try await reader.next(until: nil) }
    }

    @Test func `a line bears the time at which its end arrived`() async throws {
        arrive("a\nb")
        let first = clock.now
        clock.advance(by: .seconds(1))
        arrive("\nc")
        let second = clock.now
        clock.advance(by: .seconds(1))
        arrive("d")
        _ = try await reader.next(until: nil)
        #expect(reader.latestArrival == first)
        _ = try await reader.next(until: nil)
        #expect(reader.latestArrival == second)
        #expect(try await reader.next(until: clock.now) == .silence)
        #expect(reader.latestArrival == second)
    }

    @Test func `a wire that chatters without end cannot hold a reader beyond its deadline`() async throws {
        let line = try await LineReader(ChatteringLink(clock: clock), longest: 8).next(until: soon)
        #expect(line == .tooLong)
        let reader = LineReader(ChatteringLink(clock: clock))
        let second = soon
        #expect(try await reader.next(until: second) == .silence)
        #expect(clock.now == second + .milliseconds(10))
    }

    @Test func `drain forgets what has arrived and returns when the wire is silent`() async throws {
        arrive("old\nhalf a li")
        let (clock, link) = (clock, link)
        let draining = Task {
            let reader = LineReader(link)
            try await reader.drain(quiet: .milliseconds(50), until: clock.now + .seconds(1), clock: clock)
            return try await reader.next(until: clock.now + .seconds(1))
        }
        await clock.someoneWaits()
        clock.advance(by: .milliseconds(49))
        link.inbox.deliver(bytes("ne\nmore"))
        await clock.someoneWaits(number: 2)
        clock.advance(by: .milliseconds(50))
        await clock.someoneWaits(number: 3)
        link.inbox.deliver(bytes("new\n"))
        #expect(try await draining.value == .text(bytes("new")[...]))
    }

    @Test func `drain ends at its deadline although the wire never falls silent`() async throws {
        let chatter = ChatteringLink(clock: clock)
        let deadline = clock.now + .seconds(1)
        try await LineReader(chatter).drain(quiet: .milliseconds(50), until: deadline, clock: clock)
        #expect(clock.now == deadline)
    }
}

/// A wire on which something comes every ten milliseconds.
private struct ChatteringLink: ByteLink {
    let clock: TestClock
    let address = LinkAddress(scheme: "test", place: "chatter")

    func send(_ bytes: [UInt8]) async throws(LinkError) {}
    func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        clock.advance(by: .milliseconds(10))
        if let deadline, clock.now > deadline + .seconds(60) { return nil }
        return Arrival(bytes: [65], moment: clock.now)
    }
    func close() {}
}
