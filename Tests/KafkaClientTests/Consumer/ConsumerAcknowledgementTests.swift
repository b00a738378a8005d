#if Kafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct ConsumerAcknowledgementTests {
    private struct Mishap: Error {}

    @Test func `the next member goes on behind the last acknowledgement`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<10)
        let first = try await cluster.member()
        let batch = try await first.fetch(max: 10, within: .seconds(30))
        #expect(batch.messages.count == 10)
        for message in batch.messages.prefix(6) { #expect(message.acknowledge()) }
        #expect(await first.close(within: .seconds(20)))
        let second = try await cluster.member()
        #expect(try await second.numbers(4) == [6, 7, 8, 9])
        await second.close()
    }

    @Test func `an acknowledgement behind a gap waits for the gap to close`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<5)
        let consumer = try await cluster.member()
        let messages = try await consumer.fetch(max: 5, within: .seconds(30)).messages
        try #require(messages.count == 5)
        let partition = messages[0].topicPartition
        for index in [0, 2, 3] { #expect(messages[index].acknowledge()) }
        try await consumer.commit()
        #expect(try await consumer.committed() == [partition: 1])
        #expect(messages[1].acknowledge())
        try await consumer.commit()
        #expect(try await consumer.committed() == [partition: 4])
        #expect(!messages[1].acknowledge())
        await consumer.close()
    }

    @Test func `a message whose handler throws comes again, and order is kept`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<20)
        let consumer = try await cluster.member()
        var (seen, failures) = ([Int](), 0)
        try await consumer.consume { message in
            let number = message.number ?? -1
            if number == 7, failures < 3 {
                failures += 1
                throw Mishap()
            }
            seen.append(number)
            if number == 19 { startThread { Task { await consumer.close() } } }
        }
        #expect(failures == 3)
        #expect(seen == Array(0..<20))
        #expect(await consumer.close())
        try await cluster.store(20..<21)
        let next = try await cluster.successor()
        #expect(try await next.numbers(1) == [20])
        await next.close()
    }

    @Test func `a failing message does not hold up another partition`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points", partitions: 2)
        try await cluster.store(0..<1, partition: 0)
        try await cluster.store(100..<110, partition: 1)
        let consumer = try await cluster.reader(partitions: 0..<2)
        var seen: [Int] = []
        let reading = Task {
            try await consumer.consume { message in
                if message.number == 0, seen.count < 10 { throw Mishap() }
                seen.append(message.number ?? -1)
                if seen.count == 11 { withUnsafeCurrentTask { $0?.cancel() } }
            }
            return seen
        }
        #expect(try await reading.value == Array(100..<110) + [0])
        await consumer.close()
    }

    @Test func `a message whose handler was cancelled is there for the next reader`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<3)
        let consumer = try await cluster.reader()
        let reading = Task {
            try await consumer.consume { message in
                guard message.number == 1 else { return }
                withUnsafeCurrentTask { $0?.cancel() }
                throw CancellationError()
            }
        }
        try await reading.value
        #expect(try await consumer.numbers(2) == [1, 2])
        await consumer.close()
    }

    @Test func `an acknowledgement after the end is refused and changes nothing`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<8)
        let first = try await cluster.member()
        let batch = try await first.fetch(max: 8, within: .seconds(30))
        try #require(batch.messages.count == 8)
        for message in batch.messages.prefix(3) { message.acknowledge() }
        await first.close()
        #expect(!batch.messages[3].acknowledge())
        let next = try await cluster.successor()
        #expect(try await next.numbers(1) == [3])
        await next.close()
    }
}
#endif
