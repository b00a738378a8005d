import LabPublishing
import LabTesting
import LabValues
import Testing

@testable import LabOutbox

/// What each policy does at a limit of 20 messages, with a broker that is away and a file that takes everything.
@Suite(.timeLimit(.minutes(1))) struct LimitTests {
    let clock = ManualClock()
    let kafka = RehearsedPublisher([.hang])
    let file = RehearsedPublisher()

    private func station(_ policy: OutboxPolicy, messages: Int = 20) throws -> Station {
        var limits = OutboxLimits()
        (limits.maxMessages, limits.whenFull) = (messages, policy)
        return try Station(clock: clock, limits: limits)
    }

    private func journal(_ station: Station) throws -> OutboxJournal {
        try station.journal(station.begin([station.kafka, station.file]), [kafka, file])
    }

    private func close(_ journal: OutboxJournal) async {
        async let closed: Void = journal.close()
        await clock.ring(in: .seconds(4))
        await closed
    }

    /// What the broker gets when it is back.
    private func delivered(_ station: Station) async throws -> [Int] {
        let back = RehearsedPublisher()
        let journal = try station.journal(station.reopen(), [back, RehearsedPublisher()])
        await journal.drain(within: .seconds(10))
        for counts in journal.counts.map(\.counts) { #expect(counts.pending == 0 && counts.emitted == journal.lastSeq) }
        await journal.close()
        return back.taken
    }

    @Test func `stopSafely takes no points at the limit, says so once, and still takes events`() async throws {
        let station = try station(.stopSafely)
        let journal = try journal(station)
        for seq in 1...20 {
            try journal.append([points()])
            await file.has(seq)
        }
        #expect(throws: JournalFault.limitReached(maxBytes: 4 << 30, maxMessages: 20)) {
            try journal.append([points()])
        }
        #expect(throws: JournalFault.self) { try journal.append([points()]) }
        try journal.append([note()])
        await file.has(21)
        let failures = station.reports.all.filter { if case .storageFailed = $0 { true } else { false } }
        #expect(failures.count == 1)
        #expect(station.reports.all.contains(.nearlyFull(0.8)))
        await close(journal)
        #expect(try await delivered(station) == Array(1...21))
    }

    @Test func `dropNewest gives up new points only, and names them`() async throws {
        let station = try station(.dropNewest)
        let journal = try journal(station)
        for seq in 1...20 {
            try journal.append([points()])
            await file.has(seq)
        }
        for _ in 21...30 { try journal.append([points()]) }
        try journal.append([note()])
        await file.has(31)
        #expect(file.taken == Array(1...20) + [31])
        await close(journal)
        let status = try station.outboxes.status(of: station.experiment)
        for sink in status.sinks {
            #expect(sink.gaps == [OutboxGap(21, 30, count: 10, policy: "dropNewest")])
            #expect(sink.counts.dropped == 10 && sink.counts.emitted == 31)
        }
        let dropped = station.reports.all.compactMap { report -> Int? in
            if case .dropped(station.kafka, _, _, let count, "dropNewest") = report { count } else { nil }
        }
        #expect(dropped.reduce(0, +) == 10)
        #expect(try await delivered(station) == Array(1...20) + [31])
    }

    @Test func `dropOldest gives up what nobody holds, for the sink that lacks it, and counts it`() async throws {
        let station = try station(.dropOldest)
        let journal = try journal(station)
        try journal.append([points()])
        await kafka.called(1)
        for seq in 2...60 {
            try journal.append([points()])
            await file.has(seq)
        }
        #expect(file.taken == Array(1...60))
        await close(journal)
        let status = try station.outboxes.status(of: station.experiment)
        #expect(status.messages <= 20)
        #expect(status.sinks[1].counts.delivered == 60)
        let gaps = status.sinks[0].gaps
        let dropped = gaps.reduce(0) { $0 + $1.count }
        #expect(dropped >= 40 && status.sinks[0].counts.dropped == dropped)
        let given = Set(gaps.flatMap { Array($0.first...$0.last) })
        #expect(try await delivered(station) == (1...60).filter { !given.contains($0) })
        #expect(!given.contains(1) && !given.contains(60))
    }

    @Test func `delivered messages go first, and nothing is dropped for them`() async throws {
        let station = try station(.stopSafely)
        let broker = RehearsedPublisher()
        let journal = try station.journal(station.begin(), [broker])
        for seq in 1...100 {
            try journal.append([points()])
            await broker.has(seq)
            await clock.ring(in: .milliseconds(50))
            while try station.outboxes.status(of: station.experiment).sinks[0].cursor < seq { await Task.yield() }
        }
        #expect(journal.counts[0].counts.delivered == 100)
        await journal.close()
        let status = try station.outboxes.status(of: station.experiment)
        #expect(status.messages <= 20 && status.kept?.upperBound == 100)
        #expect(station.reports.all == [])
    }

    @Test func `reports of drops do not feed on themselves`() {
        var reports = DropReports()
        let moments = (0..<3600).map { LabInstant(sinceOrigin: .seconds($0)) }
        let due = moments.filter { reports.isDue(at: $0) }
        #expect(due.first == moments.first && due.count < 70)
    }
}
