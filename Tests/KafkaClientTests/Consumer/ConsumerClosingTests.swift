#if Kafka
import CRdKafka
import Glibc
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(3)))
struct ConsumerClosingTests {
    @Test func `nothing of the library is left when consumers are closed or dropped`() async {
        await #expect(processExitsWith: .success) {
            let servers = "127.0.0.1:1"
            do {
                let cluster = try MockCluster()
                cluster.create(topic: "points")
                try await cluster.store(0..<100)
                for round in 0..<6 {
                    let consumer =
                        try await round.isMultiple(of: 2) ? cluster.member(of: "g\(round)") : cluster.reader()
                    let batch = try await consumer.fetch(max: 10, within: .seconds(20))
                    batch.acknowledge()
                    // Every third is dropped with messages in the buffer.
                    if round % 3 != 2, await !consumer.close(within: .seconds(20)) { exit(2) }
                }
                let admin = try KafkaAdmin(cluster.configuration, logger: .silent)
                _ = try await admin.list()
                _ = try await KafkaHealth(cluster.configuration, logger: .silent).ping()
                _ = try? await KafkaConsumer(
                    KafkaConfiguration(servers: servers), .fromNow(topic: "x"), options: .hasty, logger: .silent)
            } catch {
                exit(3)
            }
            let left = await onOwnThread {
                for _ in 0..<3000 where rd_kafka_thread_cnt() != 0 { usleep(10_000) }
                return rd_kafka_thread_cnt()
            }
            exit(left == 0 ? 0 : 4)
        }
    }

    @Test func `closing ends in time when no broker answers`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<10)
        let consumer = try await cluster.member()
        let batch = try await consumer.fetch(max: 10, within: .seconds(30))
        #expect(batch.messages.count == 10)
        batch.acknowledge()
        cluster.down()
        let start = ContinuousClock.now
        await consumer.close(within: .seconds(2))
        #expect(ContinuousClock.now - start < .seconds(20))
        for try await _ in consumer { Issue.record("a closed consumer has no message") }
        await #expect(throws: KafkaError.closed) { _ = try await consumer.fetch(max: 1, within: .seconds(1)) }
    }

    @Test func `a reader that waits gets the end when the consumer is closed`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let consumer = try await cluster.reader()
        let reader = Task { for try await _ in consumer {} }
        try await Task.sleep(for: .milliseconds(50))
        #expect(await consumer.close(within: .seconds(20)))
        try await reader.value
        #expect(await consumer.close(within: .seconds(20)))
    }
}

extension KafkaConsumer.Options {
    fileprivate static var hasty: Self {
        var options = Self()
        options.startLimit = .milliseconds(300)
        return options
    }
}
#endif
