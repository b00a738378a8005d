#if Kafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct AdminTests {
    @Test func `topics are listed and described with their partitions`() async throws {
        let cluster = try MockCluster(brokers: 3)
        cluster.create(topic: "points", partitions: 3)
        cluster.create(topic: "events", partitions: 1)
        let admin = try KafkaAdmin(cluster.configuration, logger: .silent)
        #expect(try await admin.list().map(\.name) == ["events", "points"])
        let topic = try await admin.describe("points")
        #expect(topic.partitions.map(\.id) == [0, 1, 2])
        #expect(topic.partitions.allSatisfy { $0.replicas.count == 3 && $0.leader != nil })
        #expect(try await admin.exists("points"))
    }

    @Test func `a topic that is not there is refused by name`() async throws {
        let cluster = try MockCluster()
        cluster.setError(.unknownTopicOrPartition, topic: "nowhere")
        let admin = try KafkaAdmin(cluster.configuration, logger: .silent)
        #expect(try await admin.exists("nowhere") == false)
        await #expect(throws: KafkaError.refused(.unknownTopicOrPartition, subject: "nowhere")) {
            _ = try await admin.describe("nowhere")
        }
    }

    @Test func `a request nobody answers ends within its limit`() async throws {
        let cluster = try MockCluster()
        let admin = try KafkaAdmin(cluster.configuration, logger: .silent)
        let error = await #expect(throws: KafkaError.self) {
            try await admin.create(NewTopic("points"), within: .milliseconds(500))
        }
        #expect(error == .noAnswer(within: .milliseconds(500)))
    }

    @Test func `a topic with an impossible number of partitions is refused before it is sent`() async throws {
        let admin = try KafkaAdmin(KafkaConfiguration(servers: "127.0.0.1:1"), logger: .silent)
        let error = await #expect(throws: KafkaError.self) {
            try await admin.create(NewTopic("points", partitions: -7))
        }
        #expect(error?.code?.name == "INVALID_PARTITIONS")
    }
}
#endif
