#if Kafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct ConsumerMovingTests {
    private let partition = TopicPartition("points", 0)

    @Test func `a paused partition gives nothing, and goes on where it was`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<100)
        let consumer = try await cluster.reader()
        let before = try await consumer.fetch(max: 10, within: .seconds(60)).messages
        #expect(before.compactMap(\.number) == Array(0..<10))
        try await consumer.pause([partition])
        #expect(try await consumer.fetch(max: 1, within: .milliseconds(500)).messages.isEmpty)
        try await consumer.resume([partition])
        #expect(try await consumer.numbers(90) == Array(10..<100))
        #expect(before.allSatisfy { $0.acknowledge() })
        await consumer.close()
    }

    @Test func `a reader can be put anywhere, also while paused`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<50)
        let consumer = try await cluster.reader()
        #expect(try await consumer.numbers(20) == Array(0..<20))
        try await consumer.seek(partition, to: .offset(5))
        #expect(try await consumer.numbers(3) == [5, 6, 7])
        try await consumer.pause([partition])
        try await consumer.seek(partition, to: .offset(40))
        #expect(try await consumer.fetch(max: 1, within: .milliseconds(300)).messages.isEmpty)
        try await consumer.resume([partition])
        #expect(try await consumer.numbers(10) == Array(40..<50))
        try await consumer.seek(partition, to: .earliest)
        #expect(try await consumer.numbers(2) == [0, 1])
        #expect(consumer.positions == [partition: 2])
        await consumer.close()
    }

    @Test func `a reader can be put elsewhere right after it was made`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<50)
        let consumer = try await cluster.reader()
        try await consumer.seek(partition, to: .offset(30))
        #expect(try await consumer.numbers(1) == [30])
        await consumer.close()
    }

    @Test func `a strange partition cannot be moved`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let consumer = try await cluster.reader()
        await #expect(throws: KafkaError.refused(.unknownPartition, subject: "others")) {
            try await consumer.seek(TopicPartition("others", 3), to: .earliest)
        }
        await consumer.close()
        await #expect(throws: KafkaError.closed) { try await consumer.pause([partition]) }
    }

    @Test func `the lag is what is not acknowledged yet`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<30)
        let consumer = try await cluster.member()
        let batch = try await consumer.fetch(max: 20, within: .seconds(30))
        for message in batch.messages.prefix(12) { message.acknowledge() }
        try await consumer.commit()
        #expect(
            try await consumer.lag() == [PartitionLag(partition: partition, end: 30, committed: 12, position: 20)])
        #expect(try await consumer.lag().first?.lag == 18)
        await consumer.close()
    }
}
#endif
