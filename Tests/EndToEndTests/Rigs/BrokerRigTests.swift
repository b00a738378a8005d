#if Kafka
import Foundation
import Testing

/// The broker of the end-to-end tests, and the frame proxy before it; kcat writes and reads.
@Suite(.enabled(if: TestTools.have("noida-db", "kcat", "setpriv"), "run scripts/setup.sh --tests"))
struct BrokerRigTests {
    private let numbers = (1...200).map(String.init)

    @Test func `a message comes back with its key, headers, partition and offset`() async throws {
        let broker = try await KafkaBroker.start()
        try await broker.createTopic("bench", partitions: 3)
        try await broker.kcat.produce(["one", "two"], topic: "bench", key: "cell", headers: ["id=7", "kind=event"])
        let messages = try await broker.readAll(topic: "bench")
        #expect(messages.map(\.payload) == ["one", "two"])
        #expect(messages.map(\.offset) == [0, 1])
        #expect(Set(messages.map(\.partition)).count == 1)
        #expect(messages.allSatisfy { $0.key == "cell" && $0.header("id") == "7" && $0.header("kind") == "event" })
        #expect(try await broker.topics()["bench"] == 3)
        await broker.stop()
    }

    @Test func `partitions can be added`() async throws {
        let broker = try await KafkaBroker.start()
        try await broker.createTopic("bench", partitions: 1)
        try await broker.addPartitions("bench", to: 4)
        #expect(try await broker.topics() == ["bench": 4])
        await broker.stop()
    }

    @Test func `what was acknowledged is there after a restart in order, on the same port`() async throws {
        let broker = try await KafkaBroker.start()
        try await broker.kcat.produce(numbers, topic: "bench")
        await broker.stop()
        #expect(try await broker.kcat.complaint(about: ["-L", "-m", "1"]) != nil)
        try await broker.restart()
        #expect(try await broker.readAll(topic: "bench").map(\.payload) == numbers)
        await broker.stop()
    }

    @Test func `a paused broker is silent until it goes on`() async throws {
        let broker = try await KafkaBroker.start()
        broker.pause()
        #expect(try await broker.kcat.complaint(about: ["-L", "-m", "1"]) != nil)
        broker.resume()
        #expect(try await broker.kcat.complaint(about: ["-L"]) == nil)
        await broker.stop()
    }

    @Test func `clients of the proxy keep coming through it`() async throws {
        let broker = try await KafkaBroker.start()
        let proxy = try FrameProxy.start(to: broker.port)
        try await proxy.kcat.produce(numbers, topic: "bench")
        #expect(try await proxy.kcat.readAll(topic: "bench").map(\.payload) == numbers)
        #expect(proxy.counts.produceRequests > 0)
        #expect(proxy.counts.produceResponses == proxy.counts.produceRequests)
        await broker.stop()
    }

    @Test(arguments: [false, true])
    func `lost acknowledgements make duplicates, but not of an idempotent producer`(idempotent: Bool) async throws {
        let broker = try await KafkaBroker.start()
        try await broker.createTopic("bench", partitions: 1)
        let proxy = try FrameProxy.start(to: broker.port)
        proxy.dropProduceResponses(3)
        let producer = Kcat(
            proxy.bootstrap, settings: ["enable.idempotence": "\(idempotent)", "batch.num.messages": "10"])
        try await producer.produce(numbers, topic: "bench")
        let stored = try await broker.readAll(topic: "bench").compactMap(\.payload)
        #expect((1...3).contains(proxy.counts.droppedResponses))
        #expect(Set(stored) == Set(numbers))
        if idempotent { #expect(stored == numbers) } else { #expect(stored.count > numbers.count) }
        await broker.stop()
    }

    @Test func `an outage refuses every client while the broker runs`() async throws {
        let broker = try await KafkaBroker.start()
        let proxy = try FrameProxy.start(to: broker.port)
        try await proxy.kcat.produce(["before"], topic: "bench")
        proxy.beginOutage()
        #expect(throws: LoopbackSocket.Failure.self) { try LoopbackSocket.connected(to: proxy.port) }
        #expect(try await broker.kcat.complaint(about: ["-L"]) == nil)
        try proxy.endOutage()
        #expect(try await proxy.kcat.readAll(topic: "bench").map(\.payload) == ["before"])
        await broker.stop()
    }

    @Test func `cut connections are made anew and nothing is missing`() async throws {
        let broker = try await KafkaBroker.start()
        let proxy = try FrameProxy.start(to: broker.port)
        let socket = try LoopbackSocket.connected(to: proxy.port, patience: 20)
        try await eventually("the proxy has met its client") { proxy.counts.connections == 1 }
        proxy.cutConnections()
        let start = ContinuousClock.now
        #expect(await aside { socket.read(1) } == nil)
        #expect(ContinuousClock.now - start < .seconds(20), "nobody cut it: the socket lost its patience")
        try await proxy.kcat.produce(["after"], topic: "bench")
        #expect(try await broker.readAll(topic: "bench").map(\.payload) == ["after"])
        await broker.stop()
    }

    @Test func `a delayed answer comes late`() async throws {
        let broker = try await KafkaBroker.start()
        let proxy = try FrameProxy.start(to: broker.port)
        proxy.delayResponses(by: .milliseconds(300))
        let start = ContinuousClock.now
        #expect(try await proxy.kcat.complaint(about: ["-L"]) == nil)
        #expect(ContinuousClock.now - start >= .milliseconds(300))
        await broker.stop()
    }
}
#endif
