#if Kafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct ConsumerFromNowTests {
    @Test func `only what arrives afterwards is read, of every partition, also over an outage`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "orders", partitions: 3)
        for partition in Int32(0)..<3 { try await cluster.store(0..<10, topic: "orders", partition: partition) }
        let consumer = try await cluster.listener()
        #expect(consumer.assignment.count == 3)
        for partition in Int32(0)..<3 { try await cluster.store(10..<11, topic: "orders", partition: partition) }
        #expect(try await consumer.numbers(3) == [10, 10, 10])
        cluster.down()
        #expect(try await consumer.fetch(max: 1, within: .milliseconds(300)).messages.isEmpty)
        cluster.up()
        for partition in Int32(0)..<3 { try await cluster.store(11..<12, topic: "orders", partition: partition) }
        #expect(try await consumer.numbers(3) == [11, 11, 11])
        await consumer.close()
    }

    @Test func `the end is fixed when the consumer is made, not when it first reaches the partition`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "orders")
        try await cluster.store(0..<10, topic: "orders")
        // Start and end are asked for once each; whoever asks again gets its answer too late.
        for _ in 0..<2 { cluster.push(.none, after: .zero, for: .listOffsets) }
        for _ in 0..<3 { cluster.push(.leaderNotAvailable, after: .zero, for: .listOffsets) }
        let consumer = try await cluster.listener()
        try await cluster.store(10..<15, topic: "orders")
        #expect(try await consumer.numbers(5) == Array(10..<15))
        await consumer.close()
    }

    @Test func `a topic that is not there is refused at once`() async throws {
        let cluster = try MockCluster()
        cluster.setError(.unknownTopicOrPartition, topic: "orders")
        await #expect(throws: KafkaError.refused(.unknownTopicOrPartition, subject: "orders")) {
            _ = try await cluster.listener()
        }
    }

    @Test func `a cluster that is away is told with the reason`() async throws {
        var options = KafkaConsumer.Options()
        options.startLimit = .milliseconds(500)
        let configuration = try KafkaConfiguration(servers: "127.0.0.1:1")
        let error = await #expect(throws: KafkaError.self) {
            _ = try await KafkaConsumer(configuration, .fromNow(topic: "orders"), options: options, logger: .silent)
        }
        #expect(error?.description.contains("127.0.0.1:1 refused the connection") == true)
    }
}

extension MockCluster {
    fileprivate func listener() async throws -> KafkaConsumer {
        try await KafkaConsumer(configuration, .fromNow(topic: "orders"), logger: .silent)
    }
}
#endif
