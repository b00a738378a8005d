#if Kafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct ProducerTests {
    @Test func `a batch is stored in its order and each message has its offset`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration)
        let result = await producer.send(batch: .numbered(0..<5000))
        #expect(result.isDelivered)
        #expect(result.outcomes[4999] == .delivered(partition: 0, offset: 4999))
        let stored = await PartitionReader.read("points", at: cluster.servers)
        #expect(stored.compactMap(\.number) == Array(0..<5000))
        #expect(await producer.close(within: .seconds(10)) == 0)
    }

    @Test func `key, value, headers and time arrive as they were sent`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration)
        var message = KafkaMessage(topic: "points", partition: 0, key: [], value: nil, timestamp: 1_700_000_000_123)
        message.headers = [.init("a", "1"), .init("a", "2"), .init("none", nil), .init("empty", [])]
        message.traceID = "trace-7"
        let delivery = try await producer.sendAndWait(message)
        #expect(delivery == Delivery(topic: "points", partition: 0, offset: 0))
        message.offset = 0
        let stored = await PartitionReader.read("points", at: cluster.servers)
        #expect(stored == [message])
        #expect(stored.first?.traceID == "trace-7")
        await producer.close(within: .seconds(10))
    }

    /// Of small requests one stands ready behind the one under way: it must not leave when that is refused.
    @Test(arguments: [2, 50], [KafkaErrorCode.topicAuthorizationFailed, .messageTooLarge, .policyViolation])
    func `a refusal in the middle keeps the order of first occurrence`(
        _ perRequest: Int, _ code: KafkaErrorCode
    ) async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        var configuration = try cluster.configuration
        configuration.properties = ["batch.num.messages": "\(perRequest)"]
        let producer = try KafkaProducer.quick(configuration)
        cluster.push([.none, .none, code, .none, .none, code, code])
        let results = await producer.sendUntilDelivered(.numbered(0..<400))
        #expect(results.contains { $0.firstFailure == code })
        let stored = await PartitionReader.read("points", at: cluster.servers)
        #expect(stored.firstOccurrences == Array(0..<400))
        await producer.close(within: .seconds(10))
    }
}
#endif
