#if Kafka
import CRdKafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(3)))
struct ConsumerGroupTests {
    @Test(arguments: rd_kafka_version() < 0x0203_0000 ? ["range", "roundrobin"] : ["range", "cooperative-sticky"])
    func `members share partitions, and each message is dealt with once all have acknowledged`(strategy: String)
        async throws
    {
        let cluster = try MockCluster()
        cluster.create(topic: "points", partitions: 4)
        for partition in Int32(0)..<4 {
            try await cluster.store(Int(partition) * 100..<Int(partition) * 100 + 50, partition: partition)
        }
        let first = try await cluster.member(strategy: strategy)
        let early = try await first.fetch(max: 30, within: .seconds(60))
        early.acknowledge()
        try await first.commit()
        let second = try await cluster.member(strategy: strategy)
        var numbers = Set(early.messages.compactMap(\.number))
        var holders: Set<Int> = []
        while numbers.count < 200 {
            for (index, member) in [first, second].enumerated() {
                let batch = try await member.fetch(max: 100, within: .milliseconds(200))
                numbers.formUnion(batch.messages.compactMap(\.number))
                if !batch.messages.isEmpty { holders.insert(index) }
                // Taken away during the batch, they come again elsewhere.
                _ = batch.acknowledge()
            }
        }
        #expect(numbers == Set((0..<4).flatMap { $0 * 100..<$0 * 100 + 50 }))
        await first.close()
        await second.close()
    }

    @Test(.enabled(if: rd_kafka_version() < 0x0203_0000))
    func `a way of sharing that could end the program is refused`() async throws {
        let cluster = try MockCluster()
        let error = await #expect(throws: KafkaError.self) {
            _ = try await cluster.member(strategy: "cooperative-sticky")
        }
        #expect(error?.description.contains("use range or roundrobin") == true)
    }

    @Test func `a slow reader with a full buffer holds up no rebalance`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points", partitions: 2)
        for partition in Int32(0)..<2 { try await cluster.store(0..<500, partition: partition) }
        var options = KafkaConsumer.Options()
        options.buffer = .init(messages: 10, bytes: 1 << 20)
        let slow = try await cluster.member(options: options)
        #expect(try await slow.fetch(max: 1, within: .seconds(60)).messages.count == 1)
        let other = try await cluster.member()
        #expect(try await other.numbers(1).count == 1)
        #expect(slow.assignment.count == 1 && other.assignment.count == 1)
        #expect(slow.assignment != other.assignment)
        await slow.close()
        await other.close()
    }
}
#endif
