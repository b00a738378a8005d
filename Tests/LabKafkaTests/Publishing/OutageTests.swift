#if Kafka
import KafkaClient
import LabPublishing
import LabValues
import Testing

@testable import LabKafka

@Suite(.timeLimit(.minutes(2)))
struct OutageTests {
    private static let impatient = KafkaPublisher.Patience(
        inTrouble: .milliseconds(300), inSilence: .milliseconds(600))

    @Test func `a cluster that goes away is told of, and then gets every message once`() async throws {
        let bench = try Bench(patience: Self.impatient)
        try await bench.publisher.publish((1...10).map { .event($0) })
        bench.cluster.down()
        let records = (11...200).map { Record.event($0) }
        let fault = await #expect(throws: KafkaFault.self) { try await bench.publisher.publish(records) }
        guard case .notConfirmed(190, _, .connection?) = fault else { Issue.record("\(fault as Any)"); return }
        #expect(fault?.description.contains("127.0.0.1") == true)
        await #expect(throws: KafkaFault.self) { try await bench.publisher.publish(records) }
        bench.cluster.up()
        await bench.publisher.ready()
        try await bench.publisher.publish(records)
        #expect(await bench.stored("echem_events").seqs == Array(1...200))
        await bench.publisher.close()
    }

    @Test func `a cluster that is away at the start is waited for`() async throws {
        let bench = try Bench(patience: Self.impatient, isUp: false)
        await #expect(throws: KafkaFault.self) { try await bench.publisher.publish([.event(1)]) }
        await #expect(throws: KafkaFault.self) { try await bench.publisher.publish([.event(1), .event(2)]) }
        bench.cluster.up()
        while (try? await bench.publisher.publish([.event(1), .event(2), .points(3)])) == nil {
            await bench.publisher.ready()
        }
        #expect(await bench.stored("echem_events").seqs == [1, 2])
        #expect(await bench.stored("echem_data").seqs == [3])
        await bench.publisher.close()
    }

    @Test func `records that are added to a late call are delivered too, and nothing twice`() async throws {
        let bench = try Bench(patience: Self.impatient)
        try await bench.publisher.publish([.event(1)])
        bench.cluster.down()
        await #expect(throws: KafkaFault.self) { try await bench.publisher.publish([.event(2), .event(3)]) }
        bench.cluster.up()
        await bench.publisher.ready()
        try await bench.publisher.publish([.event(2), .event(3), .event(4)])
        #expect(await bench.stored("echem_events").seqs == [1, 2, 3, 4])
        await bench.publisher.close()
    }

    @Test func `a call that is cancelled returns although the cluster is away`() async throws {
        let bench = try Bench(isUp: false)
        let call = Task { try await bench.publisher.publish([.event(1)]) }
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        await bench.publisher.close()
    }

    @Test func `closing does not wait for a cluster that is away, and ends a call`() async throws {
        let bench = try Bench(patience: .init(inTrouble: .seconds(60), inSilence: .seconds(60)))
        try await bench.publisher.publish([.event(1)])
        bench.cluster.down()
        let call = Task { try await bench.publisher.publish([.event(2)]) }
        await bench.publisher.close()
        let fault = await #expect(throws: KafkaFault.self) { try await call.value }
        #expect(fault == .closed)
    }
}

extension KafkaPublisher {
    /// Returns when another call makes sense.
    fileprivate func ready() async {
        let signal = OneShot<Void>()
        whenReady { signal.finish(()) }
        await withCheckedContinuation { signal.wait($0) }
    }
}
#endif
