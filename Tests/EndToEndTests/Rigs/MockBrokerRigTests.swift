#if Kafka
import Testing

/// The mock cluster in a process of its own, and its faults to order.
@Suite(.enabled(if: TestTools.have("kcat", "cc", "pkg-config", "setpriv"), "run scripts/setup.sh --tests"))
struct MockBrokerRigTests {
    private static let messageTooLarge = 10

    @Test func `another process writes to it and reads from it`() async throws {
        let broker = try await MockBroker.start()
        try await broker.createTopic("bench", partitions: 2)
        #expect(try await broker.kcat.topics() == ["bench": 2])
        try await broker.kcat.produce(["one"], topic: "bench")
        #expect(try await broker.kcat.readAll(topic: "bench").map(\.payload) == ["one"])
        await broker.stop()
    }

    @Test func `a pushed error hits the next request and no more after it was cleared`() async throws {
        let broker = try await MockBroker.start()
        try await broker.createTopic("bench", partitions: 1)
        try await broker.pushErrors(Self.messageTooLarge, count: 5)
        await #expect(throws: Kcat.Failure.self) { try await broker.kcat.produce(["refused"], topic: "bench") }
        try await broker.clearErrors()
        try await broker.kcat.produce(["taken"], topic: "bench")
        #expect(try await broker.kcat.readAll(topic: "bench").map(\.payload) == ["taken"])
        await broker.stop()
    }

    @Test func `a broker that is down comes back with what it had`() async throws {
        let broker = try await MockBroker.start()
        try await broker.createTopic("bench", partitions: 1)
        try await broker.kcat.produce(["kept"], topic: "bench")
        try await broker.takeDown()
        #expect(try await broker.kcat.complaint(about: ["-L", "-m", "1"]) != nil)
        try await broker.bringUp()
        #expect(try await broker.kcat.readAll(topic: "bench").map(\.payload) == ["kept"])
        await broker.stop()
    }

    @Test func `a round trip takes as long as was said`() async throws {
        let broker = try await MockBroker.start()
        try await broker.setRoundTrip(milliseconds: 300)
        let start = ContinuousClock.now
        #expect(try await broker.kcat.complaint(about: ["-L"]) == nil)
        #expect(ContinuousClock.now - start >= .milliseconds(300))
        await broker.stop()
    }
}
#endif
