/// The three figures of a latency: p99, which counts, then p50 and p95.
enum Percentiles {
    static func result(
        _ name: String, _ readings: [Double], _ what: String, _ baseline: [Double], _ baselineName: String, aim: String
    ) -> BenchmarkResult {
        let sorted = readings.sorted()
        let figures = [99, 50, 95].map { part in
            Figure(name: "\(what), p\(part) of \(readings.count)", unit: "ms", readings: [sorted.percentile(part)])
        }
        return BenchmarkResult(
            name: name, figures: figures,
            baseline: Figure(name: baselineName + ", p99", unit: "ms", readings: [baseline.sorted().percentile(99)]),
            aim: aim)
    }
}
