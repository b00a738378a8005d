import FoundationEssentials
import GRDB
import LabPublishing
import LabTesting
import LabValues
import Testing

@testable import LabOutbox

@Suite(.timeLimit(.minutes(1))) struct DeliveryTests {
    let clock = ManualClock()

    @Test func `what is queued while a commit runs is one commit, and has no seq before`() async throws {
        let station = try Station(clock: clock)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        try journal.append([note()])
        await publisher.has(1)
        let stall = await Stall(of: outbox.file)
        try journal.append([note()])
        for _ in 0..<30 { try journal.append([points()]) }
        #expect(journal.lastSeq == 1)
        #expect(journal.counts[0].counts.pending >= 31)
        stall.end()
        await publisher.has(32)
        #expect(publisher.taken == Array(1...32))
        // The writer may have taken the first of them before it stalled; all others came while it did.
        #expect(publisher.calls.first == [1])
        #expect(publisher.calls.count <= 3, "\(publisher.calls)")
        await journal.close()
    }

    @Test func `a cursor moves only over what was confirmed, and a restart goes on from there`() async throws {
        let station = try Station(clock: clock)
        let publisher = RehearsedPublisher([.take, .hang])
        let local = RehearsedPublisher()
        do {
            let journal = try station.journal(station.begin([station.kafka, station.file]), [publisher, local])
            try journal.append([note(), note()])
            await local.has(2)
            await publisher.called(1)
            await publisher.has(2)
            try journal.append([note(), note(), note()])
            await publisher.called(2)
            await local.has(5)
            await clock.ring(in: .milliseconds(50))
        }  // as if killed: nothing is closed
        let status = try await station.whenFree()
        #expect(status.sinks[0].cursor <= 2)
        #expect(status.sinks[0].counts.emitted == 5)
        #expect(status.ended == nil)
        let next = RehearsedPublisher()
        let journal = try station.journal(station.reopen(), [next, RehearsedPublisher()])
        await journal.drain(within: .seconds(10))
        #expect(next.taken == Array((status.sinks[0].cursor + 1)...5))
        await journal.close()
    }

    @Test func `a sink far behind reads the disk, and gets the same`() async throws {
        let station = try Station(clock: clock)
        let gate = OneShot<Void>()
        let (slow, quick) = (RehearsedPublisher([.wait(gate)]), RehearsedPublisher())
        let journal = try station.journal(
            station.begin([station.kafka, station.file]), [slow, quick], recentBytes: 10_000)
        for _ in 0..<2000 { try journal.append([points(2)]) }
        await quick.has(2000)
        gate.finish(())
        await journal.drain(within: .seconds(10))
        #expect(slow.taken == Array(1...2000))
        #expect(quick.taken == Array(1...2000))
        await journal.close()
    }

    @Test func `what a sink refuses is set aside, and offered again when asked`() async throws {
        let station = try Station(clock: clock)
        let publisher = RehearsedPublisher([.refuse([2])])
        let journal = try station.journal(station.begin(), [publisher])
        try journal.append([note(), note(), note()])
        await journal.drain(within: .seconds(10))
        #expect(station.reports.all == [.refused(station.kafka, seqs: [2], reason: "too large")])
        await journal.close()
        #expect(try station.outboxes.status(of: station.experiment).sinks[0].counts.refused == 1)
        let next = RehearsedPublisher()
        var delivery = OutboxDelivery(station.kafka, address: station.kafka, publisher: next)
        delivery.retriesRefused = true
        let retrying = try OutboxJournal(
            station.reopen(), deliveries: [delivery], writer: WriterID(random: 2), clock: clock,
            report: station.reports.note)
        await retrying.drain(within: .seconds(10))
        await retrying.close()
        #expect(next.taken == [2])
        let status = try station.outboxes.status(of: station.experiment)
        #expect(status.isSettled && status.sinks[0].counts.delivered == 3)
    }

    @Test func `drain waits no longer than it was told, and close leaves a publisher behind`() async throws {
        let station = try Station(clock: clock)
        let publisher = RehearsedPublisher([.hang])
        let journal = try station.journal(station.begin(), [publisher])
        try journal.append([note()])
        await publisher.called(1)
        async let drained: Void = journal.drain(within: .seconds(10))
        await clock.ring(in: .seconds(10))
        await drained
        #expect(journal.counts[0].counts.pending == 1)
        async let closed: Void = journal.close()
        await clock.ring(in: .seconds(4))
        await closed
        #expect(throws: JournalFault.closed) { try journal.append([note()]) }
        #expect(try station.outboxes.status(of: station.experiment).sinks[0].counts.pending == 1)
    }

    @Test func `a replay sends everything that is kept again, and the counts still add up`() async throws {
        let station = try Station(clock: clock)
        let journal = try station.journal(
            station.begin([station.kafka, station.file]), [RehearsedPublisher([.refuse([3])]), RehearsedPublisher()])
        try journal.append((0..<10).map { _ in note() })
        await journal.drain(within: .seconds(10))
        await journal.close()
        let outbox = try station.reopen()
        #expect(try outbox.replay([station.kafka]) == [station.kafka: 1...10])
        let (kafka, file) = (RehearsedPublisher(), RehearsedPublisher())
        let again = try station.journal(outbox, [kafka, file])
        await again.drain(within: .seconds(10))
        #expect(kafka.taken == Array(1...10) && file.taken == [])
        #expect(again.counts.map(\.counts.delivered) == [10, 10])
        await again.close()
    }

    @Test func `delivered messages are kept for the retention, then forgotten`() async throws {
        var limits = OutboxLimits()
        limits.retention = .seconds(600)
        let station = try Station(clock: clock, limits: limits)
        let publisher = RehearsedPublisher()
        let journal = try station.journal(station.begin(), [publisher])
        try journal.append([note(), note()])
        await journal.drain(within: .seconds(10))
        clock.advance(by: .seconds(300))
        try journal.append([note()])
        await journal.drain(within: .seconds(10))
        #expect(try station.outboxes.status(of: station.experiment).kept == 1...3)
        clock.advance(by: .seconds(361))  // over the minute at which it is looked for
        try journal.append([note()])
        await publisher.has(4)
        while try station.outboxes.status(of: station.experiment).messages > 2 { await Task.yield() }
        await journal.close()
        let status = try station.outboxes.status(of: station.experiment)
        #expect(status.kept == 3...4 && status.messages == 2 && status.lastSeq == 4)
    }
}
