#if Kafka
import KafkaClient
import LabPublishing
import Testing

@testable import LabKafka

@Suite(.timeLimit(.minutes(2)))
struct RefusalTests {
    private static let smallBatches = ["kafka.properties.batch.num.messages": "50"]

    @Test func `an authorisation that fails for a while costs no message and no order`() async throws {
        let bench = try Bench(Self.smallBatches)
        let code = KafkaErrorCode.topicAuthorizationFailed
        bench.cluster.push([.none, .none, .none, code, .none, code, code, code, .none, code])
        let records = [Record].mixed(1...1000)
        let (faults, refused) = try await bench.deliver(records)
        #expect(refused == nil)
        #expect(faults.count >= 3)
        #expect(faults.allSatisfy { if case .cluster(.refused(code, _)) = $0 { true } else { false } })
        #expect(await bench.stored("echem_events").firstSeqs == records.filter { !$0.isPoints }.map(\.seq))
        #expect(await bench.stored("echem_data").firstSeqs == records.filter(\.isPoints).map(\.seq))
        await bench.publisher.close()
    }

    @Test func `one message that is too large for the client is set aside, and only that`() async throws {
        let bench = try Bench(["kafka.properties.message.max.bytes": "2000"])
        var records = (1...100).map { Record.event($0) }
        records[40] = .event(41, text: String(repeating: "x", count: 3000))
        let (faults, refused) = try await bench.deliver(records)
        #expect(faults == [])
        #expect(refused?.seqs == [41])
        #expect(await bench.stored("echem_events").seqs == Array(1...40) + Array(42...100))
        await bench.publisher.close()
    }

    @Test func `one message that the broker refuses is set aside, its neighbours are not`() async throws {
        let bench = try Bench(["kafka.properties.batch.num.messages": "10"])
        let code = KafkaErrorCode.messageTooLarge
        // The second request fails as a whole, and then the first of its messages fails alone.
        bench.cluster.push([.none, code, code])
        let (faults, refused) = try await bench.deliver((1...100).map { .event($0) })
        #expect(faults == [])
        let seq = try #require(refused?.seqs.first)
        #expect(refused == RecordsRefused(seqs: [seq], reason: "larger than the brokers take (MSG_SIZE_TOO_LARGE)"))
        #expect(seq > 1)
        #expect(await bench.stored("echem_events").seqs == (1...100).filter { $0 != seq })
        await bench.publisher.close()
    }

    @Test func `neighbours of a refused message are delivered once, in order, when none fails alone`() async throws {
        let bench = try Bench(Self.smallBatches)
        bench.cluster.push([.none, .invalidRecord])
        let records = [Record].mixed(1...300)
        let (faults, refused) = try await bench.deliver(records)
        #expect(faults == [])
        #expect(refused == nil)
        #expect(await bench.stored("echem_events").seqs == records.filter { !$0.isPoints }.map(\.seq))
        #expect(await bench.stored("echem_data").seqs == records.filter(\.isPoints).map(\.seq))
        await bench.publisher.close()
    }

    @Test func `a client that dies in the middle is replaced, and nothing is lost`() async throws {
        let bench = try Bench(Self.smallBatches)
        bench.cluster.push([.none, .none, .outOfOrderSequence])
        let (faults, refused) = try await bench.deliver((1...1000).map { .event($0) })
        #expect(faults == [])
        #expect(refused == nil)
        #expect(await bench.stored("echem_events").firstSeqs == Array(1...1000))
        await bench.publisher.close()
    }

    @Test func `a call that is settled is forgotten, so that a refused message can be given again`() async throws {
        let bench = try Bench(["kafka.properties.message.max.bytes": "2000"])
        let large = Record.event(1, text: String(repeating: "x", count: 3000))
        #expect(try await bench.deliver([large, .event(2)]).refused?.seqs == [1])
        #expect(try await bench.deliver([large]).refused?.seqs == [1])
        try await bench.publisher.publish([.event(1)])
        #expect(await bench.stored("echem_events").seqs == [2, 1])
        await bench.publisher.close()
    }
}

extension Record {
    fileprivate var isPoints: Bool { message.message.pointCount > 0 }
}
#endif
