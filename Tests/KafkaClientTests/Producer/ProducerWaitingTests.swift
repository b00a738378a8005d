#if Kafka
import Synchronization
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct ProducerWaitingTests {
    @Test func `a full window makes calls wait and lets them go in order`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration, window: .init(messages: 10, bytes: 1_000_000))
        cluster.down()
        for number in 0..<10 { try await producer.send(.numbered(number)) }
        let eleventh = Task { try await producer.send(.numbered(10)) }
        #expect(await producer.flush(within: .milliseconds(200)) >= 10)
        #expect(producer.core.traffic.withLock { $0.messages } == 10)
        cluster.up()
        try await eleventh.value
        #expect(await producer.flush(within: .seconds(20)) == 0)
        #expect(await PartitionReader.read("points", at: cluster.servers).compactMap(\.number) == Array(0..<11))
        await producer.close(within: .seconds(10))
    }

    @Test func `a batch larger than the window and than the library's queue passes through`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        var configuration = try cluster.configuration
        configuration.properties = ["queue.buffering.max.messages": "100"]
        let producer = try KafkaProducer.quick(configuration, window: .init(messages: 1000, bytes: 1_000_000))
        #expect(await producer.send(batch: .numbered(0..<5000)).isDelivered)
        #expect(await PartitionReader.read("points", at: cluster.servers).compactMap(\.number) == Array(0..<5000))
        #expect(producer.core.traffic.withLock { $0.messages + $0.bytes + $0.unsettled } == 0)
        await producer.close(within: .seconds(10))
    }

    @Test func `flush gives up at its limit and says how many are left`() async throws {
        let producer = try KafkaProducer.quick(KafkaConfiguration(servers: "127.0.0.1:1"))
        for number in 0..<7 { try await producer.send(.numbered(number)) }
        #expect(await producer.flush(within: .milliseconds(100)) == 7)
        #expect(await producer.close(within: .milliseconds(100)) == 7)
        #expect(producer.pendingCount == 0)
    }

    @Test func `a cancelled wait ends at once and leaves nothing behind`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration, window: .init(messages: 5, bytes: 1_000_000))
        cluster.down()
        let waits = (0..<20).map { start in
            Task { await producer.send(batch: .numbered(start * 3..<start * 3 + 3)) }
        }
        await producer.flush(within: .milliseconds(100))
        for wait in waits { wait.cancel() }
        for wait in waits { #expect(await !wait.value.isDelivered) }
        #expect(producer.pendingCount <= 5)
        cluster.up()
        #expect(await producer.flush(within: .seconds(20)) == 0)
        #expect(producer.core.traffic.withLock { $0.messages + $0.bytes + $0.unsettled } == 0)
        #expect(await producer.send(batch: .numbered(100..<200)).isDelivered)
        await producer.close(within: .seconds(10))
    }

    @Test func `a task that is cancelled beforehand sends nothing`() async throws {
        let cluster = try MockCluster()
        let producer = try KafkaProducer.quick(cluster.configuration)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await producer.send(batch: .numbered(0..<3))
        }
        #expect(await task.value.outcomes == [.abandoned, .abandoned, .abandoned])
        #expect(producer.pendingCount == 0)
        await producer.close(within: .seconds(10))
    }

    @Test func `the first message on a prepared topic is not a second late`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points", partitions: 3)
        let producer = try KafkaProducer.quick(cluster.configuration)
        #expect(try await producer.prepare(topics: ["points"], within: .seconds(10)) == ["points": 3])
        let start = ContinuousClock.now
        _ = try await producer.sendAndWait(.numbered(0))
        #expect(start.duration(to: .now) < .milliseconds(500), "Figure: about 10 ms; unprepared up to 1 s.")
        await producer.close(within: .seconds(10))
    }

    @Test func `topics that cannot be prepared say why`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "secret")
        cluster.setError(.topicAuthorizationFailed, topic: "secret")
        let producer = try KafkaProducer.quick(cluster.configuration)
        await #expect(throws: KafkaError.refused(.topicAuthorizationFailed, subject: "secret")) {
            try await producer.prepare(topics: ["secret"], within: .seconds(10))
        }
        await producer.close(within: .seconds(10))
        let lonely = try KafkaProducer.quick(KafkaConfiguration(servers: "127.0.0.1:1"))
        await #expect {
            try await lonely.prepare(topics: ["points"], within: .milliseconds(300))
        } throws: {
            "\($0)".contains("127.0.0.1:1 refused the connection")
        }
        await lonely.close(within: .zero)
    }
}
#endif
