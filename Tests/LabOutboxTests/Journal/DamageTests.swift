import FoundationEssentials
import Glibc
import LabPublishing
import LabTesting
import LabValues
import Testing

@testable import LabOutbox

@Suite(.timeLimit(.minutes(1))) struct DamageTests {
    let clock = ManualClock()

    /// Ten messages that nobody got yet.
    private func pending(_ station: Station) async throws {
        let journal = try station.journal(station.begin([station.kafka, station.file]), [])
        try journal.append((0..<10).map { _ in note("a message") })
        await journal.close()
    }

    @Test func `a flipped bit and a hole are never delivered, and are named for every sink`() async throws {
        let station = try Station(clock: clock)
        try await pending(station)
        let outbox = try station.reopen()
        try outbox.file.execute("UPDATE records SET bytes = replace(bytes, 'message', 'massage') WHERE seq = 3")
        try outbox.file.execute("DELETE FROM records WHERE seq IN (6, 7, 10)")
        let publishers = [RehearsedPublisher(), RehearsedPublisher()]
        let journal = try station.journal(outbox, publishers)
        await journal.drain(within: .seconds(10))
        for publisher in publishers { #expect(publisher.taken == [1, 2, 4, 5, 8, 9]) }
        for counts in journal.counts.map(\.counts) { #expect(counts == DeliveryCounts(delivered: 6, dropped: 4)) }
        await journal.close()
        let status = try station.outboxes.status(of: station.experiment)
        for sink in status.sinks {
            #expect(sink.gaps.map { [$0.first, $0.last, $0.count] } == [[3, 3, 1], [6, 7, 2], [10, 10, 1]])
            #expect(sink.gaps.allSatisfy { $0.policy == "damaged" } && sink.cursor == 10)
        }
        #expect(
            station.reports.all.contains(.dropped(station.kafka, first: 3, last: 10, count: 4, policy: "damaged")))
    }

    @Test func `a message in the place of another is not delivered either`() async throws {
        let station = try Station(clock: clock)
        try await pending(station)
        let outbox = try station.reopen()
        try outbox.file.execute(
            "UPDATE records SET (bytes, crc) = (SELECT bytes, crc FROM records WHERE seq = 4) WHERE seq = 5")
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        await journal.drain(within: .seconds(10))
        #expect(publisher.taken == [1, 2, 3, 4, 6, 7, 8, 9, 10])
        await journal.close()
    }

    @Test func `a row whose values have the wrong type is damage, not a crash`() async throws {
        let station = try Station(clock: clock)
        try await pending(station)
        let outbox = try station.reopen()
        try outbox.file.execute("UPDATE records SET crc = 'x', timestamp = 1.5, kind = x'00', bytes = 7 WHERE seq = 2")
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        await journal.drain(within: .seconds(10))
        #expect(publisher.taken == [1] + Array(3...10))
        await journal.close()
        let again = try station.reopen()
        try again.file.execute("UPDATE sinks SET address = x'ff', cursor = 'y' WHERE id = 1")
        try again.close()
        #expect { _ = try station.outboxes.status(of: station.experiment) } throws: {
            if case .damaged = $0 as? OutboxFault { true } else { false }
        }
    }

    @Test func `a log that was cut anywhere opens with a prefix of the commits`() async throws {
        let station = try Station(clock: clock)
        let outbox = try station.begin()
        let publisher = RehearsedPublisher()
        let journal = try station.journal(outbox, [publisher])
        for seq in 1...40 {
            try journal.append([points(seq)])
            await publisher.has(seq)
        }
        let stall = await Stall(of: outbox.file)
        let log = try Data(contentsOf: URL(filePath: station.database + "-wal"))
        let database = try Data(contentsOf: URL(filePath: station.database))
        stall.end()
        var seen: Set<Int> = []
        for length in stride(from: log.count, through: 0, by: -9973) {
            let copy = try Station(clock: clock)
            try database.write(to: URL(filePath: copy.database))
            try log.prefix(length).write(to: URL(filePath: copy.database + "-wal"))
            guard let file = try? OutboxFile(opening: copy.database) else { continue }  // before the first commit
            let header = try file.header()
            let rows = try file.rows(in: 1...100, atMost: 100).rows
            #expect(rows.map(\.seq) == (1...40).prefix(header.lastSeq).map { $0 })
            #expect(rows.allSatisfy { $0.record != nil } && header.rows == rows.count)
            #expect(try file.sinks().allSatisfy { $0.cursor <= header.lastSeq })
            seen.insert(header.lastSeq)
        }
        #expect(seen.contains(40) && seen.count > 5)
        await journal.close()
    }
}
