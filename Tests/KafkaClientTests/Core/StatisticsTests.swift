#if Kafka
import CoreMetrics
import Metrics
import Synchronization
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct StatisticsTests {
    @Test func `statistics reach swift-metrics`() async throws {
        let result = try await #require(processExitsWith: .success) {
            let gauges = GaugeLog()
            MetricsSystem.bootstrap(gauges)
            let cluster = try MockCluster()
            cluster.create(topic: "points")
            var configuration = try cluster.configuration
            configuration.statisticsInterval = .milliseconds(50)
            let producer = try KafkaProducer.quick(configuration)
            #expect(await producer.send(batch: .numbered(0..<5)).isDelivered)
            #expect(await gauges.wait { $0 == "kafka_sent_messages client,\(1) 5" })
            await producer.close(within: .seconds(5))
        }
        _ = result
    }
}

/// Keeps what is recorded and lets a test wait for it.
private final class GaugeLog: MetricsFactory {
    private let heard = AsyncStream.makeStream(of: String.self)

    func wait(until fits: (String) -> Bool) async -> Bool {
        for await line in heard.stream where fits(line) { return true }
        return false
    }

    private final class Gauge: RecorderHandler {
        let label: String
        let note: @Sendable (String) -> Void

        init(_ label: String, _ note: @escaping @Sendable (String) -> Void) {
            self.label = label
            self.note = note
        }

        func record(_ value: Int64) { note("\(label) \(value)") }
        func record(_ value: Double) { note("\(label) \(Int64(value))") }
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Gauge("\(label) \(dimensions.map(\.0).joined()),\(dimensions.count)") { [heard] in
            heard.continuation.yield($0)
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        NOOPMetricsHandler.instance
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
#endif
