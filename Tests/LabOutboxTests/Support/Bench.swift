import LabPublishing
import LabTesting
import LabValues

@testable import LabOutbox

let morning = Timestamp(millisecondsSinceEpoch: 1_768_473_000_000)

func note(_ text: String = "") -> LabMessage {
    LabMessage(timestamp: morning, content: .event(.note, data: ["text": .string(text)]))
}

func points(_ count: Int = 1) -> LabMessage {
    let reading = EchemPoint(time: .seconds(1), potential: .volts(0.5), current: .amperes(1e-6))
    return LabMessage(
        timestamp: morning,
        content: .points(
            PointBatch(
                technique: .cyclic, instrument: .cell, stepIndex: 0, attempt: 1, cycle: 1, segment: 1, phase: nil,
                t0: morning, isSimulated: true, points: Array(repeating: reading, count: count))))
}

/// An outbox in a directory of its own, with publishers that do as they are told.
final class Station: Sendable {
    let directory: TemporaryDirectory
    let clock: any LabClock
    let reports = Reports()
    let experiment: ExperimentID
    let kafka: SinkAddress
    let file: SinkAddress
    let limits: OutboxLimits

    init(clock: any LabClock = ManualClock(), limits: OutboxLimits = OutboxLimits()) throws {
        directory = try TemporaryDirectory()
        (self.clock, self.limits) = (clock, limits)
        experiment = try ExperimentID("exp-1")
        kafka = try SinkAddress("kafka:broker:9092")
        file = try SinkAddress("file:/runs")
    }

    var outboxes: OutboxDirectory { OutboxDirectory(directory.path, clock: clock) }
    var database: String { directory.path + "/exp-1.sqlite" }

    func begin(_ sinks: [SinkAddress]? = nil) throws -> Outbox {
        try outboxes.begin(
            experiment, writer: WriterID(random: 1),
            sinks: (sinks ?? [kafka]).map { OutboxSink($0, isLocal: $0.scheme == "file") }, limits: limits)
    }

    func reopen() throws -> Outbox { try outboxes.reopen(experiment, limits: limits) }

    func journal(
        _ outbox: Outbox, _ publishers: [any Publisher], bound: OutboxQueue.Bound = .init(), recentBytes: Int = 8 << 20
    ) throws -> OutboxJournal {
        let deliveries = zip(outbox.sinks, publishers).map { sink, publisher in
            OutboxDelivery(sink.address, address: sink.address, publisher: publisher)
        }
        return try OutboxJournal(
            outbox, deliveries: deliveries, writer: WriterID(random: 1), clock: clock, bound: bound,
            recentBytes: recentBytes, report: reports.note)
    }
}

extension Station {
    /// What the file holds once nobody works on it any more.
    func whenFree() async throws -> OutboxStatus {
        while outboxes.holder(of: experiment) != nil { await Task.yield() }
        return try outboxes.status(of: experiment)
    }
}

extension Outbox {
    /// Commits one message, as every run does at once.
    func use() throws {
        let first = NumberedMessage(
            experiment: experiment, seq: 1, writer: WriterID(random: 1), message: LabOutboxTests.note())
        let transaction = OutboxTransaction(records: [Record(first)], lastSeq: 1)
        _ = try file.commit(transaction, size: .init(rows: 0, bytes: 0), at: 0)
    }
}
