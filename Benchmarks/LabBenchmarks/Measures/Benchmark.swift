/// Something that is measured, by name.
struct Benchmark: Sendable {
    var name: String
    /// What is measured, in one line.
    var summary: String
    var measure: @Sendable () async throws -> [BenchmarkResult]
}

/// The one list of benchmarks.
enum BenchmarkCatalog {
    static let all =
        [
            PointPath.benchmark, StartUp.benchmark, MemoryUse.benchmark, OutboxRate.benchmark, StopLatency.benchmark,
            GuardLatency.benchmark,
        ] + withKafka

    #if Kafka
    private static let withKafka = [
        KafkaThroughput.benchmark, AckLatency.benchmark, KafkaLoad.benchmark, RequestReply.benchmark,
    ]
    #else
    private static let withKafka: [Benchmark] = []
    #endif
}

/// Why a benchmark has no figures.
struct BenchmarkFault: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
