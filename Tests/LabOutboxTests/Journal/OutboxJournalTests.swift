import LabPublishing
import LabTesting
import LabValues
import Testing

@testable import LabOutbox

@Suite(.timeLimit(.minutes(1))) struct OutboxJournalTests {
    @Test func `every sink gets every message once, numbered from 1 in order`() async throws {
        let station = try Station()
        let publishers = [RehearsedPublisher(), RehearsedPublisher()]
        let journal = try station.journal(station.begin([station.kafka, station.file]), publishers)
        for _ in 0..<50 { try journal.append([note(), points()]) }
        await journal.drain(within: .seconds(10))
        for publisher in publishers { #expect(publisher.taken == Array(1...100)) }
        #expect(journal.lastSeq == 100)
        #expect(journal.counts.map(\.counts.delivered) == [100, 100])
        await journal.close()
        let status = try station.outboxes.status(of: station.experiment)
        #expect(status.sinks.map(\.counts.delivered) == [100, 100])
        #expect(status.sinks.map(\.cursor) == [100, 100])
        #expect(status.messages == 100 && status.kept == 1...100)
        #expect(status.holder == nil && status.ended != nil)
    }

    @Test func `what a broker that is away did not get is delivered by the next start, in order`() async throws {
        let station = try Station()
        let away = RehearsedPublisher([.take, .hang])
        let journal = try station.journal(station.begin(), [away])
        try journal.append([note()])
        await away.has(1)
        try journal.append((0..<9).map { _ in points(3) })
        await away.called(2)
        let manual = try #require(station.clock as? ManualClock)
        async let closed: Void = journal.close()
        await manual.ring(in: .seconds(4))
        await closed
        let publisher = RehearsedPublisher()
        let next = try station.journal(station.reopen(), [publisher])
        await next.drain(within: .seconds(10))
        #expect(publisher.taken.suffix(9) == Array(2...10))
        #expect(publisher.taken.count <= 10)
        #expect(next.counts[0].counts.emitted == 10 && next.counts[0].counts.pending == 0)
        await next.close()
    }
}
