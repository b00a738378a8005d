#if Kafka
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct ConsumerReadingTests {
    @Test func `messages come in their order with key, headers, time and trace`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        var sent = [KafkaMessage].numbered(0..<500)
        for index in sent.indices {
            sent[index].timestamp = 1_700_000_000_000 + Int64(index)
            sent[index].headers = [.init("a", "1"), .init("a", "2"), .init("none", nil), .init("empty", [])]
            sent[index].traceID = "trace-\(index)"
        }
        try await cluster.store(sent)
        let consumer = try await cluster.reader()
        var received: [ConsumedMessage] = []
        for try await message in consumer {
            received.append(message)
            if received.count == sent.count { break }
        }
        for index in sent.indices { sent[index].offset = Int64(index) }
        #expect(received.map(\.message) == sent)
        #expect(received[7].traceID == "trace-7")
        #expect(received.map(\.offset) == Array(0..<500))
        await consumer.close()
    }

    @Test func `10 000 messages of garbage arrive as they were sent`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        var random = Noise(state: 7)
        let sent = (0..<10_000).map { _ in KafkaMessage.garbage(&random) }
        try await cluster.store(sent)
        let consumer = try await cluster.reader()
        let batch = try await consumer.fetch(max: sent.count, within: .seconds(60))
        #expect(batch.messages.count == sent.count)
        let differing = zip(batch.messages, sent).filter { received, sent in
            received.key != sent.key || received.value != sent.value || received.headers != sent.headers
        }
        #expect(differing.isEmpty)
        await consumer.close()
    }

    @Test func `the start is where it was asked for`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<10)
        for (start, first) in [(StartingOffset.earliest, 0), (.offset(4), 4), (.offset(9), 9), (.latest, 10)] {
            let consumer = try await cluster.reader(start)
            if start == .latest {
                // Its end is asked for in the background; only what is stored after that counts.
                let end = try await consumer.fetch(max: 1, within: .seconds(1))
                #expect(end.messages.isEmpty)
                try await cluster.store(10..<12)
            }
            #expect(try await consumer.numbers(1) == [first])
            await consumer.close()
        }
    }

    @Test func `an offset the broker does not have is an error when that was asked for`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<3)
        let consumer = try await cluster.reader(.offset(1000), reset: .error)
        let error = await #expect(throws: KafkaError.self) { _ = try await consumer.numbers(1) }
        #expect(error?.code == .offsetReset)
        await consumer.close()
    }

    @Test func `a group without a commit begins where the reset says`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<5)
        let early = try await cluster.member(of: "early", reset: .earliest)
        #expect(try await early.numbers(1) == [0])
        await early.close()
        let strict = try await cluster.member(of: "strict", reset: .error)
        let error = await #expect(throws: KafkaError.self) { _ = try await strict.numbers(1) }
        #expect(error?.code == .offsetReset)
        await strict.close()
    }

    @Test func `a batch has at most what was asked for and tells whether there is more`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<25)
        let consumer = try await cluster.reader()
        let first = try await consumer.fetch(max: 10, within: .seconds(20))
        #expect(first.messages.compactMap(\.number) == Array(0..<10))
        #expect(first.hasMore)
        let second = try await consumer.fetch(max: 15, within: .seconds(20))
        #expect(second.messages.compactMap(\.number) == Array(10..<25))
        let third = try await consumer.fetch(max: 10, within: .milliseconds(700))
        #expect(third.messages.isEmpty)
        #expect(!third.hasMore)
        await consumer.close()
    }

    @Test func `a topic that is not there is told to the reader`() async throws {
        let cluster = try MockCluster()
        cluster.setError(.unknownTopicOrPartition, topic: "nowhere")
        let consumer = try await cluster.member(topics: ["nowhere"])
        let error = await #expect(throws: KafkaError.self) { _ = try await consumer.numbers(1) }
        #expect(error == .refused(.unknownTopicOrPartition, subject: "nowhere"))
        await consumer.close()
    }

    @Test func `a broker that goes and comes is no error for the reader`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        try await cluster.store(0..<5)
        let consumer = try await cluster.reader()
        #expect(try await consumer.numbers(5) == Array(0..<5))
        cluster.down()
        #expect(try await consumer.fetch(max: 1, within: .seconds(1)).messages.isEmpty)
        cluster.up()
        try await cluster.store(5..<10)
        #expect(try await consumer.numbers(5) == Array(5..<10))
        await consumer.close()
    }

    @Test func `a cancelled reader ends and loses nothing for the next one`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let consumer = try await cluster.reader()
        let reader = Task {
            var count = 0
            for try await _ in consumer { count += 1 }
            return count
        }
        try await Task.sleep(for: .milliseconds(50))
        reader.cancel()
        #expect(try await reader.value == 0)
        try await cluster.store(0..<3)
        #expect(try await consumer.numbers(3) == [0, 1, 2])
        await consumer.close()
    }
}

/// Repeatable randomness.
private struct Noise: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

extension KafkaMessage {
    /// Anything that can be stored.
    fileprivate static func garbage(_ random: inout Noise) -> KafkaMessage {
        func bytes(_ random: inout Noise) -> [UInt8]? {
            if Int.random(in: 0..<5, using: &random) == 0 { return nil }
            return (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
        }
        let headers = (0..<Int.random(in: 0..<5, using: &random)).map { index in
            KafkaHeader(index == 0 ? "X-Trace-ID" : "ü\(index)\n", bytes(&random))
        }
        return KafkaMessage(
            topic: "points", partition: 0, key: bytes(&random), value: bytes(&random), headers: headers)
    }
}
#endif
