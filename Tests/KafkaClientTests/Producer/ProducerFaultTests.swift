#if Kafka
import Synchronization
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(4)))
struct ProducerFaultTests {
    @Test func `an outage of the broker loses nothing, doubles nothing and keeps the order`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration)
        #expect(await producer.send(batch: .numbered(0..<10)).isDelivered)
        cluster.down()
        for number in 10..<500 { try await producer.send(.numbered(number)) }
        #expect(await producer.flush(within: .milliseconds(300)) == 490)
        cluster.up()
        let back = ContinuousClock.now
        #expect(await producer.flush(within: .seconds(20)) == 0)
        #expect(back.duration(to: .now) < .seconds(10), "Figure: about 0.5 s.")
        #expect(await PartitionReader.read("points", at: cluster.servers).compactMap(\.number) == Array(0..<500))
        await producer.close(within: .seconds(10))
    }

    @Test func `errors that pass are tried again until all is stored once`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration)
        cluster.push([.requestTimedOut, .notEnoughReplicas, .notLeader, .transport, .transport])
        #expect(await producer.send(batch: .numbered(0..<300)).isDelivered)
        #expect(await PartitionReader.read("points", at: cluster.servers).compactMap(\.number) == Array(0..<300))
        await producer.close(within: .seconds(10))
    }

    /// The mock brokers do not drop what they have already, so that a retry doubles nothing is shown against others.
    @Test func `a lost acknowledgement loses nothing and keeps the order`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        var configuration = try cluster.configuration
        configuration.properties = ["socket.timeout.ms": "1000", "request.timeout.ms": "1000"]
        let producer = try KafkaProducer.quick(configuration)
        #expect(await producer.send(batch: .numbered(0..<10)).isDelivered)
        cluster.push(.none, after: .seconds(3))
        #expect(await producer.send(batch: .numbered(10..<500)).isDelivered)
        #expect(await PartitionReader.read("points", at: cluster.servers).firstOccurrences == Array(0..<500))
        await producer.close(within: .seconds(10))
    }

    @Test func `one refused request of a hundred messages names the fault as a message's own`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration)
        cluster.push([.messageTooLarge])
        let result = await producer.send(batch: .numbered(0..<100))
        #expect(result.isAboutOneMessage)
        #expect(result.firstFailure == .messageTooLarge)
        #expect(result.outcomes.allSatisfy { !$0.isDelivered })
        #expect(await producer.send(batch: .numbered(0..<100)).isDelivered)
        await producer.close(within: .seconds(10))
    }

    @Test func `a message too large for the library itself stops those behind it`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration)
        var batch = [KafkaMessage].numbered(0..<100)
        batch[40].value = Array(repeating: 0, count: 2_000_000)
        let result = await producer.send(batch: batch)
        #expect(result.deliveredPrefix == 40)
        #expect(result.outcomes[40] == .failed(.messageTooLarge, mayBeStored: false))
        #expect(result.outcomes[41...].allSatisfy { $0 == .notSent(because: .messageTooLarge) })
        #expect(producer.pendingCount == 0)
        await producer.close(within: .seconds(10))
    }

    @Test func `a hundred fatal errors in a row end in delivery with two clients alive at most`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer.quick(cluster.configuration)
        #expect(await producer.send(batch: .numbered(0..<1)).isDelivered)
        cluster.push(Array(repeating: .outOfOrderSequence, count: 100))
        let results = await producer.sendUntilDelivered(.numbered(1..<500))
        #expect((50...101).contains(results.count), "A request or two for each error, and one that succeeds.")
        #expect(results[0].outcomes[0] == .fatal(.outOfOrderSequence, mayBeStored: true))
        #expect(producer.core.clients.withLock { $0.most } <= 2)
        #expect(producer.core.clients.withLock { $0.made } == results.count)
        #expect(await PartitionReader.read("points", at: cluster.servers).firstOccurrences == Array(0..<500))
        #expect(await producer.close(within: .seconds(10)) == 0)
    }

    @Test func `calls wait while a dead client is replaced`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points")
        let producer = try KafkaProducer(
            cluster.configuration, backOff: BackOff(from: .milliseconds(300), to: .seconds(1)), logger: .silent)
        cluster.push([.outOfOrderSequence])
        #expect(await !producer.send(batch: .numbered(0..<1)).isDelivered)
        let second = try await producer.sendAndWait(.numbered(1))
        #expect(second.offset == 0)
        await producer.close(within: .seconds(10))
    }

    @Test func `a closed producer says so`() async throws {
        let cluster = try MockCluster()
        let producer = try KafkaProducer.quick(cluster.configuration)
        await producer.close(within: .seconds(10))
        await #expect(throws: KafkaError.closed) { try await producer.send(.numbered(0)) }
        await #expect(throws: KafkaError.closed) { try await producer.sendAndWait(.numbered(0)) }
        #expect(await producer.send(batch: .numbered(0..<2)).firstFailure == .destroyed)
        #expect(await producer.close(within: .seconds(1)) == 0)
    }
}
#endif
