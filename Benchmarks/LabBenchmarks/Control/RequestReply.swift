#if Kafka
import KafkaClient
import LabValues

/// How long it takes from a request to its last reply, one after the other: over a socket, and through a broker.
enum RequestReply {
    static let benchmark = Benchmark(
        name: "request-reply", summary: "from a request to its last reply: a socket against Kafka"
    ) { try await measure() }

    private static let repetitions = 3
    /// Requests of one repetition.
    private static let count = 500
    /// What comes first is slower and is not counted.
    private static let warmUp = 20

    private static func measure() async throws -> [BenchmarkResult] {
        let brokers = try KafkaRole.Brokers()
        let socket = try await SocketCaller()
        let broker = try await BrokerCaller(servers: brokers.servers)
        let bare = try await BareCaller(servers: brokers.servers)
        var readings: [String: [Traffic]] = [:]
        for _ in 0..<repetitions {
            readings["socket", default: []].append(try await time { try await socket.ping($0) })
            readings["kafka", default: []].append(try await time { try await broker.ping($0) })
            readings["bare", default: []].append(try await time { try await bare.ask($0) })
        }
        await socket.close()
        await broker.close()
        await bare.close()
        return [
            result(
                "request-reply, ping of a run", ("kafka", readings["kafka", default: []]),
                ("socket", readings["socket", default: []]), aim: "p99 at most 50 ms"),
            result(
                "request-reply, Requester and Replier", ("kafka", readings["bare", default: []]),
                ("socket", readings["socket", default: []]), aim: "p99 at most 50 ms"),
        ]
    }

    private static func time(_ ask: (Int) async throws -> Void) async throws -> Traffic {
        for number in 0..<warmUp { try await ask(-1 - number) }
        let start = Stopwatch.now
        var waits: [Double] = []
        for number in 0..<count {
            let asked = Stopwatch.wall
            try await ask(number)
            waits.append((Stopwatch.wall - asked) / 1e6)
        }
        let spent = Stopwatch.now - start
        return Traffic(
            messages: count, seconds: spent.wall, processorSeconds: spent.processor, waits: waits)
    }

    /// The p99 of the first lane counts, and is held against that of the second.
    private static func result(
        _ name: String, _ lane: (name: String, traffic: [Traffic]), _ baseline: (name: String, traffic: [Traffic]),
        aim: String
    ) -> BenchmarkResult {
        let parts: [(String, (Traffic) -> Double)] = [("p99", \.p99), ("p95", \.p95), ("p50", \.p50)]
        func figures(_ lane: (name: String, traffic: [Traffic])) -> [Figure] {
            parts.map { Figure(name: "\(lane.name), \($0)", unit: "ms", readings: lane.traffic.map($1)) }
        }
        let beside = figures(baseline)
        var first = beside[0]
        first.name = "baseline: " + first.name
        return BenchmarkResult(
            name: name, figures: figures(lane) + beside.dropFirst(), baseline: first, aim: aim)
    }
}
#endif
