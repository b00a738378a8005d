#if Kafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct HealthTests {
    @Test func `a ping tells what the cluster is`() async throws {
        let cluster = try MockCluster(brokers: 3)
        cluster.create(topic: "points", partitions: 3)
        let health = try KafkaHealth(cluster.configuration, logger: .silent)
        let facts = try await health.ping(within: .seconds(20))
        #expect(facts.brokers.map(\.id) == [1, 2, 3])
        #expect(cluster.servers.split(separator: ",").map(String.init) == facts.brokers.map(\.description))
        #expect(facts.topics.map(\.name) == ["points"])
        #expect(facts.topics.first?.partitions.count == 3)
        #expect(facts.clusterID != nil)
        #expect(facts.roundTrip > .zero)
    }

    @Test(arguments: [
        ("127.0.0.1:1", ConnectionCause.refused, "refused the connection"),
        ("no-such-host.invalid:9092", .nameUnknown, "is not known here"),
    ])
    func `a cluster that is not there is told with the reason`(server: String, cause: ConnectionCause, text: String)
        async throws
    {
        let health = try KafkaHealth(KafkaConfiguration(servers: server), logger: .silent)
        let error = await #expect(throws: KafkaError.self) { _ = try await health.ping(within: .seconds(1)) }
        guard case .connection(_, _, cause) = error else { return #expect(error == nil) }
        #expect(error?.description.contains(text) == true)
    }

    @Test func `a broker that does not answer is told as silence`() async throws {
        let cluster = try MockCluster()
        let health = try KafkaHealth(cluster.configuration, logger: .silent)
        cluster.setRoundTrip(.seconds(30))
        let error = await #expect(throws: KafkaError.self) { _ = try await health.ping(within: .milliseconds(500)) }
        #expect(error == .noAnswer(within: .milliseconds(500)))
    }

    @Test func `a broker that comes back is found by the same client`() async throws {
        let cluster = try MockCluster()
        let health = try KafkaHealth(cluster.configuration, logger: .silent)
        cluster.down()
        await #expect(throws: KafkaError.self) { _ = try await health.ping(within: .milliseconds(500)) }
        cluster.up()
        #expect(try await health.ping(within: .seconds(20)).brokers.count == 1)
    }
}
#endif
