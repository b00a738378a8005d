import Glibc
import LabPublishing
import LabTesting
import LabValues
import Testing

@testable import LabOutbox

/// A disk that is full, fails, or does not answer.
@Suite(.timeLimit(.minutes(1))) struct DiskTroubleTests {
    let clock = ManualClock()

    private func station(_ policy: OutboxPolicy) throws -> Station {
        var limits = OutboxLimits()
        limits.whenFull = policy
        return try Station(clock: clock, limits: limits)
    }

    @Test func `a full disk releases the reserve, stops safely, and the same messages follow when there is room`()
        async throws
    {
        let station = try station(.stopSafely)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        try journal.append([points()])
        await publisher.has(1)
        #expect(access(outbox.reserve.path, F_OK) == 0)
        try outbox.file.limitGrowth(to: 0)
        try journal.append([points(1000), points(1000)])
        await station.reports.count(1)
        await clock.alarm(in: .milliseconds(200))
        guard case .storageFailed(.outbox, _) = station.reports.all[0] else {
            return #expect(Bool(false), "\(station.reports.all)")
        }
        #expect(access(outbox.reserve.path, F_OK) != 0)
        #expect(throws: JournalFault.self) { try journal.append([points()]) }
        try journal.append([note()])
        #expect(journal.lastSeq == 1 && journal.counts[0].counts.pending == 3)
        try outbox.file.limitGrowth(to: 10_000)
        clock.advance(by: .milliseconds(200))
        await publisher.has(4)
        await station.reports.count(2)
        #expect(station.reports.all.contains(.recovered(.outbox)))
        #expect(access(outbox.reserve.path, F_OK) == 0)
        #expect(publisher.taken == [1, 2, 3, 4])
        try journal.append([points()])
        await journal.drain(within: .seconds(10))
        #expect(journal.counts[0].counts.delivered == 5)
        await journal.close()
    }

    @Test func `with dropNewest a full disk costs points, which have their seq and are named`() async throws {
        let station = try station(.dropNewest)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        try journal.append([points()])
        await publisher.has(1)
        try outbox.file.limitGrowth(to: 0)
        try journal.append([points(1000), note(), points(1000)])
        await publisher.has(3)
        #expect(publisher.taken == [1, 3])
        #expect(journal.counts[0].counts.dropped == 2)
        await journal.drain(within: .seconds(10))
        await journal.close()
        let status = try station.outboxes.status(of: station.experiment)
        #expect(status.lastSeq == 4 && status.sinks[0].counts.emitted == 4 && status.isSettled)
        #expect(status.sinks[0].gaps.map(\.count).reduce(0, +) == 2)
    }

    @Test func `in front of a disk that stalls the queue is bounded by bytes`() async throws {
        let station = try station(.stopSafely)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher], bound: .init(bytes: 100_000, age: .seconds(60)))
        try journal.append([note()])
        await publisher.has(1)
        let stall = await Stall(of: outbox.file)
        var taken = 0
        while taken < 1000 {
            do throws(JournalFault) { try journal.append([points(20)]) } catch {
                #expect(error == .diskStalled(path: station.database, waited: .zero))
                break
            }
            taken += 1
        }
        #expect(taken > 5 && taken < 1000)
        try journal.append([note()])
        #expect(station.reports.all.count == 1)
        stall.end()
        await publisher.has(taken + 2)
        #expect(publisher.taken == Array(1...(taken + 2)))
        await station.reports.count(2)
        #expect(station.reports.all.last == .recovered(.outbox))
        try journal.append([points()])
        await journal.drain(within: .seconds(10))
        await journal.close()
    }

    @Test func `and by time, and a wait that is not quick is told once`() async throws {
        let station = try station(.stopSafely)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        try journal.append([note()])
        await publisher.has(1)
        let stall = await Stall(of: outbox.file)
        try journal.append([points()])
        clock.advance(by: .milliseconds(251))
        try journal.append([points()])
        try journal.append([points()])
        #expect(station.reports.all == [.slow(.milliseconds(251))])
        clock.advance(by: .seconds(60))
        #expect(throws: JournalFault.self) { try journal.append([points()]) }
        stall.end()
        await publisher.has(4)
        #expect(journal.lastSeq == 4)
        await journal.drain(within: .seconds(10))
        await journal.close()
    }

    @Test(arguments: [OutboxPolicy.dropOldest, .dropNewest])
    func `where points may be dropped a stall costs points, and every seq is accounted for`(policy: OutboxPolicy)
        async throws
    {
        let station = try station(policy)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher], bound: .init(bytes: 100_000, age: .seconds(60)))
        try journal.append([note()])
        await publisher.has(1)
        let stall = await Stall(of: outbox.file)
        for _ in 0..<200 { try journal.append([points(20)]) }
        #expect(journal.counts[0].counts.emitted == 201)
        stall.end()
        try await journal.lastSeq(is: 201)
        await journal.drain(within: .seconds(10))
        let counts = journal.counts[0].counts
        #expect(counts.emitted == 201 && counts.pending == 0 && counts.dropped > 100)
        #expect(publisher.taken.count == counts.delivered)
        let isFirstKept = publisher.taken.contains(5)
        #expect(policy == .dropNewest ? isFirstKept : publisher.taken.contains(201))
        await journal.close()
        #expect(try station.outboxes.status(of: station.experiment).sinks[0].counts == counts)
    }

    @Test func `close leaves a disk behind that never answers, and says what is lost`() async throws {
        let station = try station(.stopSafely)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        try journal.append([note()])
        await publisher.has(1)
        let stall = await Stall(of: outbox.file)
        try journal.append([note()])
        async let closed: Void = journal.close()
        await clock.ring(in: .seconds(1))
        await closed
        // Pending when the writer had it in hand, given up when it had not.
        let counts = journal.counts[0].counts
        #expect(counts.delivered == 1 && counts.pending + counts.dropped == 1)
        #expect(
            station.reports.all.contains { report in
                if case .warning(let text) = report { text.contains("took nothing to the end") } else { false }
            })
        stall.end()
    }

    @Test func `a disk that refuses everything is given up at the end, without haste and without end`() async throws {
        let station = try station(.stopSafely)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        try journal.append([note()])
        await publisher.has(1)
        try outbox.file.execute("CREATE TRIGGER broken BEFORE UPDATE ON meta BEGIN SELECT RAISE(ROLLBACK, 'no'); END")
        try journal.append([points()])
        for pause in [200, 400, 800, 1600, 2000, 2000] { await clock.ring(in: .milliseconds(pause)) }
        await journal.close()
        #expect(journal.counts[0].counts == DeliveryCounts(delivered: 1, dropped: 1))
        #expect(station.outboxes.holder(of: station.experiment) == nil)
    }

    @Test func `what a full disk never took is lost at the end, and counted`() async throws {
        let station = try station(.stopSafely)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        try journal.append([note()])
        await publisher.has(1)
        try outbox.file.limitGrowth(to: 0)
        try journal.append([points(1000)])
        await clock.alarm(in: .milliseconds(200))
        await journal.close()
        #expect(journal.counts[0].counts == DeliveryCounts(delivered: 1, dropped: 1))
        #expect(
            station.reports.all.contains(.warning("Messages lost because the outbox could not be written: 1.")))
    }
}

extension DeliveryCounts {
    init(delivered: Int = 0, pending: Int = 0, refused: Int = 0, dropped: Int = 0) {
        self.init()
        (self.delivered, self.pending, self.refused, self.dropped) = (delivered, pending, refused, dropped)
    }
}

extension OutboxJournal {
    /// Waits until so many messages are committed.
    func lastSeq(is seq: Int) async throws {
        while lastSeq < seq { await Task.yield() }
    }
}
