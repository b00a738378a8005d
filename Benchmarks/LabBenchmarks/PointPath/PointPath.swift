import EmStatDriver
import LabEngine
import LabInstruments
import LabPrograms
import LabPublishing

/// What one point costs from the bytes on the wire to the encoded message.
///
/// The engine runs a CV on the real driver, with limits armed, into a journal whose only sink forgets; the device is
/// canned bytes that cost nothing to make.
enum PointPath {
    static let benchmark = Benchmark(
        name: "point-path", summary: "processor time of one point, from serial bytes to the encoded message"
    ) { [try await measure()] }

    private static let repetitions = 7

    private static func measure() async throws -> BenchmarkResult {
        let replies = CannedReplies(cycles: CannedScan.cycles)
        // 512 bytes are what a USB adapter hands over; a slow scan comes line by line.
        let pieces = replies.pieces(ofAtLeast: 512), lines = replies.pieces(ofAtLeast: 1)
        _ = try await nanosecondsPerPoint(pieces)
        var inPieces: [Double] = [], inLines: [Double] = [], baseline: [Double] = []
        for _ in 0..<repetitions {
            inPieces.append(try await nanosecondsPerPoint(pieces))
            inLines.append(try await nanosecondsPerPoint(lines))
            baseline.append(replies.nanosecondsToCopy())
        }
        return BenchmarkResult(
            name: benchmark.name,
            figures: [
                Figure(name: "in pieces of 512 bytes", unit: "ns/point", readings: inPieces),
                Figure(name: "line by line", unit: "ns/point", readings: inLines),
            ],
            baseline: Figure(name: "baseline: find and copy the lines", unit: "ns/point", readings: baseline),
            aim: "at most 3000 ns/point")
    }

    private static func nanosecondsPerPoint(_ pieces: [[UInt8]]) async throws -> Double {
        let clock = SystemClock()
        let sink = try SinkAddress("null")
        let experiment = try ExperimentID("point-path")
        let journal = LiveJournal(
            experiment: experiment, writer: WriterID(random: 0),
            publishers: [(sink: sink, publisher: NullPublisher(), isLocal: true)], clock: clock,
            executor: ExecutorThread(), report: { _ in })
        let source = InstrumentSource(role: .cell, driver: EmStatDriver.self, address: "canned") {
            CannedLink(measurement: pieces, clock: clock)
        }
        var configuration = RunConfiguration(
            experiment: experiment, recipe: Recipe(CannedScan()), instruments: [source])
        configuration.limits = try limits()
        let start = Stopwatch.processor
        let report = await ExperimentEngine(configuration, journal: journal, clock: clock).run()
        let spent = Stopwatch.processor - start
        guard report.outcome == .completed else {
            throw BenchmarkFault("the run \(report.outcome): \(report.fault?.message ?? "")")
        }
        return spent / Double(report.points)
    }

    private static func limits() throws -> SafetyLimits {
        var limits = SafetyLimits()
        for (name, value) in [("i_max", "1A"), ("i_min", "-1A"), ("e_max", "5V"), ("e_min", "-5V"), ("q_max", "1kC")] {
            try limits.set(name, to: value)
        }
        return limits
    }
}
