#if Kafka
/// How many messages of 200 bytes a second get to a broker: plain C, the client alone, and through the outbox.
enum KafkaThroughput {
    static let benchmark = Benchmark(
        name: "kafka", summary: "messages of 200 bytes a second: plain C, the client, and through the outbox"
    ) { try await measure() }

    private static let repetitions = 5
    /// Test brokers keep everything in memory: one that the environment names gets a tenth.
    private static var messages: Int { KafkaRole.Brokers.named == nil ? 200_000 : 20_000 }

    private static func measure() async throws -> [BenchmarkResult] {
        let brokers = try KafkaRole.Brokers()
        let client = try await ClientLane(servers: brokers.servers)
        let outbox = try await OutboxLane(servers: brokers.servers)
        let plain = PlainProducer(servers: brokers.servers)
        var (baseline, alone, wide, events, points): ([Traffic], [Traffic], [Traffic], [Traffic], [Traffic])
        (baseline, alone, wide, events, points) = ([], [], [], [], [])
        for _ in 0..<repetitions {
            baseline.append(try plain.send(count: messages))
            wide.append(try await client.send(count: messages, sideBySide: 4))
            alone.append(try await client.send(count: messages, sideBySide: 1))
            events.append(try await outbox.send(count: messages))
            points.append(try await outbox.send(count: messages, message: SampleMessages.point))
        }
        await client.close()
        await outbox.close()
        return [
            result(
                "kafka, client", [("four batches of 5000 at a time", wide), ("one batch of 5000 at a time", alone)],
                baseline, aim: "at least 0.9"),
            result(
                "kafka, outbox", [("events of 200 bytes", events), ("points of 270 bytes", points)],
                baseline, aim: "at least 100 000 messages/s"),
        ]
    }

    private static func result(
        _ name: String, _ lanes: [(name: String, traffic: [Traffic])], _ baseline: [Traffic], aim: String
    ) -> BenchmarkResult {
        let speeds = lanes.map { Figure(name: $0.name, unit: "messages/s", readings: $0.traffic.map(\.perSecond)) }
        let costs = (lanes + [("plain C", baseline)]).map { lane in
            Figure(
                name: "processor time: \(lane.0)", unit: "µs/message", readings: lane.1.map(\.processorPerMessage))
        }
        return BenchmarkResult(
            name: name, figures: speeds + costs,
            baseline: Figure(name: "baseline: plain C", unit: "messages/s", readings: baseline.map(\.perSecond)),
            aim: aim)
    }
}
#endif
