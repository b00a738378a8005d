#if Kafka
import Glibc
import LabKafka
import LabOutbox
import LabPublishing
import LabValues

/// Messages through an outbox on disk and from there to Kafka, as a run sends them, committed at `full`.
final class OutboxLane {
    /// How many are appended together when nothing paces them.
    private static let group = 50
    /// Uncommitted messages wait in memory up to a bound; here no more than this.
    private static let mostUncommitted = 20_000

    private let place: Workplace
    private let journal: OutboxJournal
    private let watch: AckWatch
    private let clock = SystemClock()
    private let writer = WriterID(random: 0)
    private let experiment: ExperimentID
    private var appended = 0

    init(servers: String) async throws {
        place = try Workplace()
        experiment = try ExperimentID("benchmark")
        let sink = try SinkAddress("kafka:\(servers)")
        let outbox = try OutboxDirectory(place.path, clock: clock)
            .begin(experiment, writer: writer, sinks: [OutboxSink(sink, isLocal: false)])
        watch = AckWatch(try KafkaPublisher.open(PublisherOpening(sink, for: experiment)))
        journal = try OutboxJournal(
            outbox, deliveries: [OutboxDelivery(sink, address: sink, publisher: watch)], writer: writer, clock: clock,
            report: { report in note("outbox: \(report)") })
        _ = try await send(count: 100, rate: 0)
    }

    func close() async { await journal.close() }

    /// - Parameter rate: messages a second; 0: as fast as they are committed.
    func send(
        count: Int, rate: Int = 0, message: (Int) -> LabMessage = SampleMessages.event
    ) async throws -> Traffic {
        let (start, pacer) = (Stopwatch.now, Pacer(rate: rate))
        var sent = 0
        while sent < count {
            let size = rate > 0 ? 1 : min(Self.group, count - sent)
            pacer.wait(for: sent)
            while appended - journal.lastSeq > Self.mostUncommitted { usleep(500) }
            let messages = (0..<size).map { message(appended + $0) }
            watch.emit(size)
            try journal.append(messages)
            (sent, appended) = (sent + size, appended + size)
        }
        await journal.drain(within: .seconds(120))
        let spent = Stopwatch.now - start
        guard journal.counts.allSatisfy({ $0.counts.pending == 0 && $0.counts.refused == 0 }) else {
            throw BenchmarkFault("messages were not delivered: \(journal.counts)")
        }
        return Traffic(
            messages: count, seconds: spent.wall, processorSeconds: spent.processor, waits: watch.takeWaits())
    }
}
#endif
