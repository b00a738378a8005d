import Glibc
import LabOutbox
import LabPublishing
import LabValues

/// How many records a second an outbox commits, one group after the other, against a file that is only appended to.
enum OutboxRate {
    static let benchmark = Benchmark(
        name: "outbox", summary: "records a second committed at `full`, against append and fdatasync"
    ) { try await measure() }

    private static let repetitions = 9
    /// Seconds for each group size, on either side, in one repetition.
    private static let share = 0.2

    private static func measure() async throws -> [BenchmarkResult] {
        let place = try Workplace()
        let sink = CommitSignal()
        let journal = try journal(in: place, for: sink)
        let raw = try RawLog(in: place)
        var results: [BenchmarkResult] = []
        for size in [1, 10, 100, 1000] {
            let bytes = Array(repeating: UInt8(ascii: "x"), count: recordBytes * size)
            var (ours, baseline): ([Traffic], [Traffic]) = ([], [])
            for _ in 0..<repetitions {
                ours.append(try groups(of: size) { try commit(size, to: journal, sink) })
                baseline.append(try groups(of: size) { try raw.append(bytes) })
            }
            results.append(result(size, ours, baseline))
        }
        await journal.close()
        return results
    }

    private static let recordBytes = 200

    private static func journal(in place: borrowing Workplace, for publisher: CommitSignal) throws -> OutboxJournal {
        let clock = SystemClock()
        let writer = WriterID(random: 0)
        let sink = try SinkAddress("signal")
        let outbox = try OutboxDirectory(place.path, clock: clock)
            .begin(try ExperimentID("benchmark"), writer: writer, sinks: [OutboxSink(sink, isLocal: true)])
        return try OutboxJournal(
            outbox, deliveries: [OutboxDelivery(sink, address: sink, publisher: publisher)], writer: writer,
            clock: clock, report: { note("outbox: \($0)") })
    }

    /// Appends a group and waits until it is committed, and its sink has been told.
    private static func commit(_ size: Int, to journal: OutboxJournal, _ sink: CommitSignal) throws {
        let before = journal.lastSeq
        try journal.append((0..<size).map { SampleMessages.event(before + $0) })
        sink.wait(for: before + size)
    }

    private static func groups(of size: Int, _ once: () throws -> Void) rethrows -> Traffic {
        let start = Stopwatch.now
        var records = 0
        while (Stopwatch.now - start).wall < share {
            try once()
            records += size
        }
        let spent = Stopwatch.now - start
        return Traffic(messages: records, seconds: spent.wall, processorSeconds: spent.processor)
    }

    private static func result(_ size: Int, _ ours: [Traffic], _ baseline: [Traffic]) -> BenchmarkResult {
        BenchmarkResult(
            name: "outbox, groups of \(size)",
            figures: [
                Figure(name: "committed", unit: "records/s", readings: ours.map(\.perSecond)),
                Figure(name: "processor time", unit: "µs/record", readings: ours.map(\.processorPerMessage)),
                Figure(
                    name: "processor time: append, fdatasync", unit: "µs/record",
                    readings: baseline.map(\.processorPerMessage)),
            ],
            baseline: Figure(
                name: "baseline: append, fdatasync", unit: "records/s", readings: baseline.map(\.perSecond)),
            aim: "as near to 1 as may be")
    }
}
