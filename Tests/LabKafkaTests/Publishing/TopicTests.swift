#if Kafka
import KafkaClient
import LabPublishing
import LabValues
import Synchronization
import Testing

@testable import LabKafka

@Suite(.timeLimit(.minutes(2)))
struct TopicTests {
    /// The topics a creator was asked for.
    private final class Orders: Sendable {
        let names = Mutex<[String]>([])
    }

    @Test func `missing topics are created before anything is sent`() async throws {
        let cluster = try MockCluster()
        let orders = Orders()
        let bench = try Bench(cluster: cluster, topics: []) { topics async throws(KafkaError) in
            orders.names.withLock { $0 += topics.map(\.text) }
            for topic in topics { cluster.create(topic: topic.text, partitions: 2) }
        }
        try await bench.publisher.publish([.event(1), .points(2)])
        #expect(orders.names.withLock { $0 } == ["echem_events", "echem_data"])
        let partition = KafkaPartitioner.partition(forKey: "bench-1".utf8, count: 2)
        #expect(await bench.stored("echem_data", partition: partition).seqs == [2])
        await bench.publisher.close()
    }

    @Test func `a topic that can neither be found nor created is told of by the reason`() async throws {
        let cluster = try MockCluster()
        for topic in ["echem_events", "echem_data"] { cluster.setError(.unknownTopicOrPartition, topic: topic) }
        let bench = try Bench(cluster: cluster, topics: []) { _ async throws(KafkaError) in
            throw .refused(.clusterAuthorizationFailed, subject: nil)
        }
        let fault = await #expect(throws: KafkaFault.self) {
            while true {
                do { try await bench.publisher.publish([.event(1)]) } catch KafkaFault.notConfirmed {}
            }
        }
        #expect(fault == .cluster(.refused(.clusterAuthorizationFailed, subject: nil)))
        await bench.publisher.close()
    }

    @Test func `creating leaves the topics alone that are there`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "echem_events")
        let maker = TopicMaker(configuration: try cluster.configuration, creation: TopicCreation(), logger: .silent)
        try await maker.create([.standardEvents])  // this cluster cannot create any
    }
}

@Suite(.timeLimit(.minutes(2)))
struct ClusterCheckTests {
    @Test func `a cluster with its topics is all right`() async throws {
        let bench = try Bench()
        try await bench.publisher.check(within: .seconds(20))
        await bench.publisher.close()
    }

    @Test func `a topic that is missing and may not be created is named`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "echem_events")
        cluster.setError(.unknownTopicOrPartition, topic: "echem_data")
        let check = ClusterCheck(
            settings: try KafkaSettings(
                servers: cluster.servers, Settings(["kafka.topics.create": .init("false", from: "test")])),
            logger: .silent)
        let fault = await #expect(throws: KafkaFault.self) { try await check.run(within: .seconds(20)) }
        #expect(fault == .topicMissing(.standardData))
        #expect(fault?.code == "not_reachable")
    }

    @Test func `a topic this user may not see is named`() async throws {
        let bench = try Bench()
        bench.cluster.setError(.topicAuthorizationFailed, topic: "echem_data")
        let fault = await #expect(throws: KafkaFault.self) { try await bench.publisher.check(within: .seconds(20)) }
        #expect(fault?.description.contains("may not use the topic “echem_data”") == true)
        await bench.publisher.close()
    }

    @Test(arguments: [("127.0.0.1:1", "refused the connection"), ("no-such-host.invalid:9092", "is not known here")])
    func `a server that cannot be reached is told in one sentence`(server: String, expected: String) async throws {
        let check = ClusterCheck(settings: try KafkaSettings(servers: server, Settings()), logger: .silent)
        let fault = await #expect(throws: KafkaFault.self) { try await check.run(within: .seconds(2)) }
        #expect(fault?.description.contains(expected) == true)
    }
}
#endif
