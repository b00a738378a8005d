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
        let journal = try journal(in: place)
        let raw = try RawLog(in: place)
        var results: [BenchmarkResult] = []
        for size in [1, 10, 100, 1000] {
            let bytes = Array(repeating: UInt8(ascii: "x"), count: recordBytes * size)
            var (ours, baseline): ([Double], [Double]) = ([], [])
            for _ in 0..<repetitions {
                ours.append(try perSecond(size) { try commit(size, to: journal) })
                baseline.append(try perSecond(size) { try raw.append(bytes) })
            }
            results.append(
                BenchmarkResult(
                    name: "outbox, groups of \(size)",
                    figures: [Figure(name: "committed", unit: "records/s", readings: ours)],
                    baseline: Figure(name: "baseline: append, fdatasync", unit: "records/s", readings: baseline),
                    aim: "as near to 1 as may be"))
        }
        await journal.close()
        return results
    }

    private static let recordBytes = 200

    private static func journal(in place: borrowing Workplace) throws -> OutboxJournal {
        let clock = SystemClock()
        let writer = WriterID(random: 0)
        // Nothing is delivered: a sink that nobody serves.
        let sink = OutboxSink(try SinkAddress("elsewhere"), isLocal: false)
        let outbox = try OutboxDirectory(place.path, clock: clock)
            .begin(try ExperimentID("benchmark"), writer: writer, sinks: [sink])
        return try OutboxJournal(
            outbox, deliveries: [], writer: writer, clock: clock, report: { note("outbox: \($0)") })
    }

    /// Appends a group and waits until it is committed.
    private static func commit(_ size: Int, to journal: OutboxJournal) throws {
        let before = journal.lastSeq
        try journal.append((0..<size).map { SampleMessages.event(before + $0) })
        while journal.lastSeq < before + size { sched_yield() }
    }

    private static func perSecond(_ size: Int, _ once: () throws -> Void) rethrows -> Double {
        let start = Stopwatch.wall
        var records = 0
        while Stopwatch.wall - start < share * 1e9 {
            try once()
            records += size
        }
        return Double(records) / (Stopwatch.wall - start) * 1e9
    }
}
