#if Kafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct ConsumerBufferTests {
    @Test func `a reader that does not read has no more than the buffer holds`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<5000)
        var options = KafkaConsumer.Options()
        options.buffer = .init(messages: 50, bytes: 1 << 20)
        let consumer = try await cluster.reader(options: options)
        _ = try await consumer.numbers(1)
        try await Task.sleep(for: .milliseconds(300))
        #expect((1...50).contains(consumer.bufferedCount))
        var received = [0]
        for try await message in consumer {
            #expect(consumer.bufferedCount <= 50)
            received.append(message.number ?? -1)
            if received.count == 5000 { break }
        }
        #expect(received == Array(0..<5000))
        await consumer.close()
    }

    @Test func `large messages fill the buffer by their bytes`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let large = (0..<40).map { number in
            KafkaMessage(topic: "points", partition: 0, value: [UInt8](repeating: UInt8(number), count: 100_000))
        }
        try await cluster.store(large)
        var options = KafkaConsumer.Options()
        options.buffer = .init(messages: 1000, bytes: 300_000)
        let consumer = try await cluster.reader(options: options)
        var seen: [UInt8?] = []
        for try await message in consumer {
            #expect(consumer.bufferedCount <= 3)
            seen.append(message.value?.first)
            if seen.count == 40 { break }
        }
        #expect(seen == (0..<40).map { UInt8($0) })
        await consumer.close()
    }

    @Test func `two readers share the messages out`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<2000)
        let consumer = try await cluster.reader()
        async let left = consumer.numbers(1000)
        async let right = consumer.numbers(1000)
        #expect(try await (left + right).sorted() == Array(0..<2000))
        await consumer.close()
    }

    @Test func `an acknowledgement moves the place only over what is complete`() {
        var progress = PartitionProgress(assignment: 1)
        for offset in [Int64(5), 6, 9] { progress.deliver(offset) }
        #expect(progress.acknowledge(9) == 5)
        #expect(progress.acknowledge(5) == 6)
        #expect(progress.acknowledge(6) == 10)
        #expect(progress.acknowledge(6) == nil)
        #expect(progress.acknowledge(7) == nil)
    }

    @Test func `a rewind takes back what is behind it and leaves what is before`() {
        var progress = PartitionProgress(assignment: 1)
        for offset in Int64(0)..<10 { progress.deliver(offset) }
        progress.rewind(to: 4)
        #expect(progress.acknowledge(7) == nil)
        #expect(progress.acknowledge(0) == 1)
        progress.deliver(4)
        #expect(progress.acknowledge(4) == 1)
        for offset in Int64(1)..<3 { _ = progress.acknowledge(offset) }
        #expect(progress.acknowledge(3) == 5)
    }
}
#endif
