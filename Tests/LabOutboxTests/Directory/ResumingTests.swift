import LabPublishing
import LabTesting
import LabValues
import Testing

@testable import LabOutbox

@Suite(.timeLimit(.minutes(1))) struct ResumingTests {
    private let clock = ManualClock()
    private let station: Station

    init() throws { station = try Station(clock: clock) }

    private func write(_ messages: [LabMessage], to outbox: Outbox, _ publisher: RehearsedPublisher) async throws {
        let journal = try station.journal(outbox, outbox.sinks.map { _ in publisher })
        try journal.append(messages)
        await journal.drain(within: .seconds(10))
        await journal.close()
    }

    private func resume(after seq: Int, sinks: [SinkAddress] = []) throws -> Outbox {
        try station.outboxes.resume(
            station.experiment, writer: WriterID(random: 2), sinks: sinks.map { OutboxSink($0, isLocal: false) },
            after: seq)
    }

    @Test func `it goes on behind the last seq, and a new sink gets what comes from now on`() async throws {
        try await write([note(), points(), note()], to: station.begin(), RehearsedPublisher())
        let other = try SinkAddress("kafka:elsewhere:9092")
        let outbox = try resume(after: 3, sinks: [station.kafka, other])
        #expect(outbox.lastSeq == 3 && outbox.sinks.map(\.address) == [station.kafka, other])
        try await write([note()], to: outbox, RehearsedPublisher())
        let status = try await station.whenFree()
        #expect(status.lastSeq == 4 && status.sinks.map(\.counts.delivered) == [4, 1])
    }

    @Test func `an outbox that was removed is made anew behind its last seq`() async throws {
        try await write([note(), note()], to: station.begin(), RehearsedPublisher())
        clock.advance(by: .seconds(1))
        #expect(try station.outboxes.removeSettled(retention: .zero) == [station.experiment])
        #expect(try station.outboxes.lastSeq(of: station.experiment) == 2)
        #expect(throws: OutboxFault.movedOn(station.experiment, lastSeq: 2)) { _ = try resume(after: 1) }
        let outbox = try resume(after: 2, sinks: [station.kafka])
        try await write([note()], to: outbox, RehearsedPublisher())
        #expect(try await station.whenFree().lastSeq == 3)
    }

    @Test func `one that went on in the meantime is let go of again`() async throws {
        try await write([note(), note()], to: station.begin(), RehearsedPublisher())
        #expect(throws: OutboxFault.movedOn(station.experiment, lastSeq: 2)) { _ = try resume(after: 1) }
        #expect(station.outboxes.holder(of: station.experiment) == nil)
    }

    @Test func `an id that never was has no last seq and cannot be gone on with`() throws {
        #expect(try station.outboxes.lastSeq(of: station.experiment) == nil)
        #expect(throws: OutboxFault.self) { _ = try resume(after: 0) }
    }

    @Test func `its events can be read, points only tell when they were made`() async throws {
        try await write([note("a"), points(), note("b"), points()], to: station.begin(), RehearsedPublisher())
        var seqs: [Int] = []
        let last = try station.outboxes.eachEvent(of: station.experiment) { seqs.append($0.seq) }
        #expect(seqs == [1, 3] && last == morning)
    }
}
