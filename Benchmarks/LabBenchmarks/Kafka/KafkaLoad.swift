#if Kafka
import Foundation

/// What 10 000 messages a second through outbox and Kafka take of a machine.
enum KafkaLoad {
    static let benchmark = Benchmark(
        name: "kafka-load", summary: "memory and processor time at 10 000 messages a second for a minute"
    ) { try [measure()] }

    private static let rate = 10_000

    private static func measure() throws -> BenchmarkResult {
        let seconds = ProcessInfo.processInfo.environment["LAB_BENCHMARK_LOAD"].flatMap { Int($0) } ?? 60
        let brokers = try KafkaRole.Brokers()
        let program = try SpokenProgram(try Workplace.own(), ["--load", brokers.servers, "\(seconds)"])
        let load = try Traffic(try program.report())
        let plain = try PlainProducer(servers: brokers.servers).send(count: rate * seconds, rate: rate)
        return BenchmarkResult(
            name: benchmark.name,
            figures: [
                Figure(name: "resident at most", unit: "MiB", readings: [load.residentMebibytes]),
                Figure(name: "of one processor", unit: "%", readings: [share(load)]),
                Figure(name: "of one processor, plain C", unit: "%", readings: [share(plain)]),
                Figure(name: "messages", unit: "messages/s", readings: [load.perSecond]),
                Figure(name: "emission to acknowledgement, p95", unit: "ms", readings: [load.p95]),
            ],
            baseline: Figure(name: "baseline: plain C", unit: "MiB", readings: [plain.residentMebibytes]),
            aim: "at most 60 MiB")
    }

    private static func share(_ traffic: Traffic) -> Double { traffic.processorSeconds / traffic.seconds * 100 }

    /// The most memory this process had at any time. (`getrusage` would count what the parent had, too.)
    static var highestResidentMebibytes: Double {
        get throws {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            guard let mebibytes = MemoryUse.mebibytes("VmHWM:", in: status) else { throw BenchmarkFault("no VmHWM") }
            return mebibytes
        }
    }
}
#endif
