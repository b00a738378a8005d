#if Kafka
/// How long a message waits from its emission to the acknowledgement of the broker.
enum AckLatency {
    static let benchmark = Benchmark(
        name: "ack-latency", summary: "from emission to acknowledgement: plain C, the client, and through the outbox"
    ) { try await measure() }

    private static let repetitions = 3
    private static let rates = [(20, seconds: 5), (1000, seconds: 4), (10_000, seconds: 4)]

    private static func measure() async throws -> [BenchmarkResult] {
        let brokers = try KafkaRole.Brokers()
        let client = try await ClientLane(servers: brokers.servers)
        let outbox = try await OutboxLane(servers: brokers.servers)
        let plain = PlainProducer(servers: brokers.servers)
        var results: [BenchmarkResult] = []
        for (rate, seconds) in rates {
            var (baseline, alone, whole): ([Traffic], [Traffic], [Traffic]) = ([], [], [])
            for _ in 0..<repetitions {
                baseline.append(try plain.send(count: rate * seconds, rate: rate))
                alone.append(try await client.send(count: rate * seconds, rate: rate))
                whole.append(try await outbox.send(count: rate * seconds, rate: rate))
            }
            results.append(result(rate, [("outbox", whole), ("client", alone), ("plain C", baseline)]))
        }
        await client.close()
        await outbox.close()
        return results
    }

    /// The first lane's p95 counts, and is held against the last one's.
    private static func result(_ rate: Int, _ lanes: [(name: String, traffic: [Traffic])]) -> BenchmarkResult {
        let parts: [(String, (Traffic) -> Double)] = [("p95", \.p95), ("p50", \.p50), ("p99", \.p99)]
        var figures = lanes.flatMap { lane in
            parts.map { Figure(name: "\(lane.name), \($0)", unit: "ms", readings: lane.traffic.map($1)) }
        }
        var baseline = figures.remove(at: figures.count - 3)
        baseline.name = "baseline: " + baseline.name
        return BenchmarkResult(
            name: "ack-latency, \(rate) messages/s", figures: figures, baseline: baseline, aim: "p95 at most 20 ms")
    }
}
#endif
