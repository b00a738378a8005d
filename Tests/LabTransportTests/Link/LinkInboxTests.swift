import LabTransport
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LinkInboxTests {
    private let clock = TestClock()
    private let inbox: LinkInbox
    private var soon: LabInstant { clock.now + .seconds(1) }

    init() { inbox = LinkInbox(clock: clock, capacity: 1000) }

    @Test func `arrivals come in order, each with the moment at which it came`() async throws {
        var sent: [Arrival] = []
        for number in 0..<3000 {
            sent.append(Arrival(bytes: [UInt8(truncatingIfNeeded: number)], moment: clock.now))
            inbox.deliver([UInt8(truncatingIfNeeded: number)])
            clock.advance(by: .microseconds(1))
        }
        for arrival in sent { #expect(try await inbox.receive(until: nil) == arrival) }
        #expect(try await inbox.receive(until: clock.now) == nil)
    }

    @Test func `a receiver that waits is given what comes then, and its alarm is forgotten`() async throws {
        let waiting = Task { [inbox, soon] in try await inbox.receive(until: soon) }
        await clock.someoneWaits()
        inbox.deliver([])
        inbox.deliver([1])
        #expect(try await waiting.value == Arrival(bytes: [1], moment: clock.now))
        #expect(clock.alarmCount == 0)
        #expect(try await inbox.receive(until: clock.now) == nil)
    }

    @Test func `a deadline that is over gives what is there, else nil`() async throws {
        let past = clock.now
        clock.advance(by: .seconds(1))
        #expect(try await inbox.receive(until: past) == nil)
        inbox.deliver([1])
        #expect(try await inbox.receive(until: past)?.bytes == [1])
    }

    @Test func `a task that is cancelled already does not wait, and loses nothing that is there`() async throws {
        inbox.deliver([1])
        let task = Task { [inbox] in
            withUnsafeCurrentTask { $0?.cancel() }
            let first = try await inbox.receive(until: nil)
            await #expect(throws: LinkError.cancelled) { try await inbox.receive(until: nil) }
            return first
        }
        #expect(try await task.value?.bytes == [1])
    }

    @Test func `what came before the end is taken first, and only the first ending counts`() async throws {
        inbox.deliver([1])
        inbox.finish(.unplugged(address: "x"))
        inbox.finish(.closed(address: "x"))
        inbox.deliver([2])
        #expect(inbox.ending == .unplugged(address: "x"))
        #expect(try await inbox.receive(until: nil)?.bytes == [1])
        for _ in 0..<2 {
            await #expect(throws: LinkError.unplugged(address: "x")) { try await inbox.receive(until: nil) }
        }
    }

    @Test func `the end wakes a receiver that waits`() async throws {
        let waiting = Task { [inbox, soon] in try await inbox.receive(until: soon) }
        await clock.someoneWaits()
        inbox.finish(.closed(address: "x"))
        await #expect(throws: LinkError.closed(address: "x")) { try await waiting.value }
        #expect(clock.alarmCount == 0)
    }

    @Test func `a second receiver displaces the first, and gets the bytes`() async throws {
        let first = Task { [inbox, soon] in try await inbox.receive(until: soon) }
        await clock.someoneWaits()
        let second = Task { [inbox, soon] in try await inbox.receive(until: soon) }
        await #expect(throws: LinkError.cancelled) { try await first.value }
        await clock.someoneWaits(number: 2)
        inbox.deliver([7])
        #expect(try await second.value?.bytes == [7])
    }

    @Test func `room ends with the capacity and comes back as arrivals are taken`() async throws {
        inbox.deliver([UInt8](repeating: 0, count: 900))
        #expect(inbox.hasRoom)
        inbox.deliver([UInt8](repeating: 0, count: 100))
        #expect(!inbox.hasRoom)
        _ = try await inbox.receive(until: nil)
        #expect(inbox.hasRoom)
    }

    @Test func `single bytes fill an inbox long before its capacity in bytes`() {
        var count = 0
        while inbox.hasRoom, count < 1000 {
            inbox.deliver([0])
            count += 1
        }
        #expect(count < 20)
    }
}
