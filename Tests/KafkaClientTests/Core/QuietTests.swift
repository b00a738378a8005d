#if Kafka
import CRdKafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct QuietTests {
    @Test func `closing frees every client and thread, and nothing is written to stderr`() async throws {
        let result = try await #require(
            processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            try await Self.live()
            #expect(rd_kafka_wait_destroyed(20_000) == 0)
            #expect(rd_kafka_thread_cnt() == 0)
        }
        let written = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(written.isEmpty, "\(written)")
    }

    /// A life with an outage, a refusal, a fatal error and a server that is not there.
    private static func live() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration)
        cluster.push([.none, .topicAuthorizationFailed, .outOfOrderSequence])
        _ = await producer.sendUntilDelivered(.numbered(0..<100), step: 20)
        cluster.down()
        try await producer.send(.numbered(100))
        await producer.flush(within: .milliseconds(200))
        await producer.close(within: .milliseconds(100))
        let lonely = try KafkaProducer.quick(KafkaConfiguration(servers: "127.0.0.1:1"))
        await lonely.flush(within: .milliseconds(100))
        await lonely.close(within: .seconds(5))
        do {
            _ = try KafkaConfiguration(servers: "127.0.0.1:1").validate()
        }
    }
}
#endif
