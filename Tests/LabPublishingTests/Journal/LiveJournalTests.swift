import LabTesting
import LabValues
import Testing

@testable import LabPublishing

@Suite(.timeLimit(.minutes(1))) struct LiveJournalTests {
    let clock = ManualClock()
    let reports = Reports()
    let sink: SinkAddress

    init() throws { sink = try SinkAddress("kafka:broker:9092") }

    private func journal(
        _ publishers: [any Publisher], isLocal: Bool = false, capacityBytes: Int = 1 << 20
    ) throws -> LiveJournal {
        LiveJournal(
            experiment: try experiment(), writer: WriterID(random: 1),
            publishers: publishers.map { (sink, $0, isLocal) },
            clock: clock, executor: nil, capacityBytes: capacityBytes, report: reports.note)
    }

    @Test func `every sink gets every message once, numbered from 1 in order`() async throws {
        let publishers = [RehearsedPublisher(), RehearsedPublisher()]
        let journal = try journal(publishers)
        for _ in 0..<50 { try journal.append([note(), points([(0, 0, 0)])]) }
        await journal.drain(within: .seconds(10))
        for publisher in publishers {
            #expect(publisher.calls.flatMap { $0 } == Array(1...100))
            #expect(publisher.flushes == 1)
        }
        #expect(journal.lastSeq == 100)
        #expect(journal.counts.map(\.counts.delivered) == [100, 100])
        #expect(journal.counts.map(\.counts.emitted) == [100, 100])
        await journal.close()
        #expect(publishers.map(\.isClosed) == [true, true])
    }

    @Test func `what is queued while a sink is busy travels as one batch`() async throws {
        let gate = OneShot<Void>()
        let publisher = RehearsedPublisher([.wait(gate)])
        let journal = try journal([publisher])
        try journal.append([note()])
        await publisher.called(1)
        for _ in 0..<9 { try journal.append([note()]) }
        #expect(journal.counts[0].counts.pending == 10)
        gate.finish(())
        await journal.drain(within: .seconds(10))
        #expect(publisher.calls == [[1], Array(2...10)])
        await journal.close()
    }

    @Test func `a sink that is away is tried after 1 to 30 seconds, and reported once each way`() async throws {
        let publisher = RehearsedPublisher(Array(repeating: .fail, count: 8))
        let journal = try journal([publisher])
        try journal.append([note()])
        for pause in [1.0, 2, 4, 8, 16, 30, 30, 30] { await clock.ring(in: .seconds(pause)) }
        await reports.count(2)
        #expect(reports.all == [.degraded(sink, reason: "the broker is away"), .recovered(sink)])
        #expect(publisher.calls == Array(repeating: [1], count: 9))
        #expect(journal.counts[0].counts.delivered == 1)
        await journal.close()
    }

    @Test func `a disk that fails is reported at once, and what is pending gets out when it is back`() async throws {
        let publisher = RehearsedPublisher(Array(repeating: .fail, count: 5))
        let journal = try journal([publisher], isLocal: true)
        try journal.append([note()])
        await reports.count(1)
        #expect(reports.all == [.storageFailed(sink, reason: "the broker is away")])
        for pause in [200, 400, 800, 1600, 2000] { await clock.ring(in: .milliseconds(pause)) }
        await reports.count(2)
        #expect(reports.all.last == .recovered(sink))
        #expect(journal.counts[0].counts.pending == 0)
        await journal.close()
    }

    @Test func `a full journal takes all of a call or nothing`() async throws {
        let journal = try journal([RehearsedPublisher([.hang])], capacityBytes: 64 << 10)
        let message = points(Array(repeating: (1, 2, 3), count: 20))
        var taken = 0
        while taken < 1000 {
            do { try journal.append([message]) } catch { break }
            taken += 1
        }
        #expect(taken > 2 && taken < 100)
        #expect(throws: JournalFault.full(sink: sink, capacityBytes: 64 << 10)) {
            try journal.append([message, message])
        }
        #expect(journal.lastSeq == taken)
        #expect(journal.counts[0].counts.pending == taken)
        do { while true { try journal.append([points([])]) } } catch {}
        let last = journal.lastSeq
        try journal.append([event(.experimentFinished)])
        #expect(journal.lastSeq == last + 1)
    }

    @Test func `a message of which one sink has no room reaches no sink`() async throws {
        let gate = OneShot<Void>()
        let quick = RehearsedPublisher()
        let journal = try journal([quick, RehearsedPublisher([.wait(gate)])], capacityBytes: 32 << 10)
        let message = points(Array(repeating: (1, 2, 3), count: 20))
        do { while journal.lastSeq < 1000 { try journal.append([message]) } } catch {}
        #expect(journal.counts.map(\.counts.emitted) == [journal.lastSeq, journal.lastSeq])
        gate.finish(())
        await journal.drain(within: .seconds(10))
        #expect(quick.calls.flatMap { $0 } == Array(1...journal.lastSeq))
        await journal.close()
    }

    @Test func `drain waits no longer than it was told, and nothing is lost meanwhile`() async throws {
        let gate = OneShot<Void>()
        let publisher = RehearsedPublisher([.wait(gate)])
        let journal = try journal([publisher])
        try journal.append([note(), note()])
        await publisher.called(1)
        async let drained: Void = journal.drain(within: .seconds(10))
        await clock.ring(in: .seconds(10))
        await drained
        let counts = journal.counts[0].counts
        #expect(counts.pending + counts.delivered == 2 && counts.pending > 0)
        gate.finish(())
        await journal.drain(within: .seconds(10))
        #expect(journal.counts[0].counts.pending == 0)
        await journal.close()
    }

    @Test func `drain ends a pause, so that a sink that is back gets everything at once`() async throws {
        let publisher = RehearsedPublisher([.fail, .fail, .fail])
        let journal = try journal([publisher])
        try journal.append([note()])
        await clock.ring(in: .seconds(1))
        await clock.ring(in: .seconds(2))
        await clock.alarm(in: .seconds(4))
        await journal.drain(within: .seconds(10))
        #expect(clock.now == LabInstant(sinceOrigin: .seconds(3)))
        #expect(journal.counts[0].counts.delivered == 1)
        await journal.close()
    }

    @Test func `refused messages are counted and named, and the rest is delivered`() async throws {
        let gate = OneShot<Void>()
        let publisher = RehearsedPublisher([.wait(gate), .refuse([3, 99])])
        let journal = try journal([publisher])
        try journal.append([note()])
        await publisher.called(1)
        try journal.append([note(), note(), note()])
        gate.finish(())
        await journal.drain(within: .seconds(10))
        var expected = DeliveryCounts()
        expected.delivered = 3
        expected.refused = 1
        #expect(journal.counts[0].counts == expected)
        #expect(reports.all == [.refused(sink, seqs: [3], reason: "too large")])
        await journal.close()
    }

    @Test func `close leaves a publisher behind that never returns`() async throws {
        let publisher = RehearsedPublisher([.hang])
        let journal = try journal([publisher])
        try journal.append([note()])
        await publisher.called(1)
        async let closed: Void = journal.close()
        await clock.ring(in: .seconds(5))
        await closed
        #expect(journal.counts[0].counts.pending == 1)
        #expect(throws: JournalFault.closed) { try journal.append([note()]) }
    }

    @Test func `close gives a disk that had failed one last try`() async throws {
        let publisher = RehearsedPublisher([.fail])
        let journal = try journal([publisher], isLocal: true)
        try journal.append([note()])
        await clock.alarm(in: .milliseconds(200))
        await journal.close()
        #expect(publisher.calls == [[1], [1]])
        #expect(journal.counts[0].counts.delivered == 1)
        #expect(publisher.isClosed)
    }

    @Test func `a drain that was not met ends with the journal`() async throws {
        let publisher = RehearsedPublisher([.fail, .fail, .fail])
        let journal = try journal([publisher])
        try journal.append([note()])
        await clock.alarm(in: .seconds(1))
        async let drained: Void = journal.drain(within: .seconds(100))
        await publisher.called(2)
        await journal.close()
        await drained
        #expect(journal.counts[0].counts.pending == 1)
        await journal.drain(within: .seconds(10))
    }
}
