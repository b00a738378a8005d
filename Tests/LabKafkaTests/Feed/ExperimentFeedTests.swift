#if Kafka
import KafkaClient
import LabPublishing
import LabValues
import Testing

@testable import LabKafka

@Suite(.timeLimit(.minutes(2)))
struct ExperimentFeedTests {
    private static func feed(_ bench: Bench, _ reading: FeedReading = .everything) async throws -> ExperimentFeed {
        var limits = FeedSequencer.Limits()
        limits.wait = .milliseconds(200)
        return try await ExperimentFeed(
            bench.publisher.settings, reading, limits: limits, clock: SystemClock(), logger: .silent)
    }

    private static func take(_ count: Int, from feed: ExperimentFeed) async throws -> [FeedElement] {
        var elements: [FeedElement] = []
        for try await element in feed {
            elements.append(element)
            if elements.count == count { break }
        }
        return elements
    }

    @Test func `what was published comes back in one order over both topics`() async throws {
        let bench = try Bench()
        let records = [Record].mixed(1...300)
        try await bench.publisher.publish(records)
        let feed = try await Self.feed(bench)
        #expect(try await Self.take(300, from: feed) == records.map { FeedElement($0.message) })
        await feed.close()
        await bench.publisher.close()
    }

    @Test func `repetitions are left out, gaps named, and what is none of ours is an element`() async throws {
        let bench = try Bench()
        let producer = try KafkaProducer(bench.cluster.configuration, logger: .silent)
        let form = MessageForm(layout: TopicLayout(), traceID: nil)
        let ours = [1, 2, 2, 1, 6].map { form.message(.event($0), partition: 0) }
        let foreign = [nil, Array("not JSON".utf8), Array(#"{"type":"command"}"#.utf8)].map { value in
            KafkaMessage(topic: "echem_events", partition: 0, value: value)
        }
        #expect(await producer.send(batch: ours + foreign).isDelivered)
        let feed = try await Self.feed(bench)
        let elements = try await Self.take(7, from: feed)
        let causes = elements.compactMap { if case .malformed(let message) = $0 { message } else { nil } }
        #expect(causes.map(\.offset) == [5, 6, 7])
        #expect(causes.first?.cause == .empty)
        let rest = elements.filter { if case .malformed = $0 { false } else { true } }
        #expect(
            rest == [
                FeedElement(Record.event(1).message), FeedElement(Record.event(2).message),
                .gap(.test("bench-1"), 3...5), FeedElement(Record.event(6).message),
            ])
        await feed.close()
        await producer.close(within: .seconds(5))
        await bench.publisher.close()
    }

    @Test func `a group goes on where it was`() async throws {
        // The mock cluster keeps a member that left until its session is over.
        let bench = try Bench([
            "kafka.properties.session.timeout.ms": "6000", "kafka.properties.heartbeat.interval.ms": "500",
        ])
        try await bench.publisher.publish([Record].mixed(1...10))
        let first = try await Self.feed(bench, .group("plots"))
        #expect(try await Self.take(6, from: first).compactMap(\.message?.seq) == Array(1...6))
        await first.close()
        let second = try await Self.feed(bench, .group("plots"))
        // The sixth was in hand: nobody asked for the next.
        #expect(try await Self.take(5, from: second).compactMap(\.message?.seq) == Array(6...10))
        await second.close()
        await bench.publisher.close()
    }

    @Test func `a closed feed ends, and so does a cancelled reader`() async throws {
        let bench = try Bench()
        let feed = try await Self.feed(bench)
        let reader = Task { try await Self.take(1, from: feed) }
        reader.cancel()
        #expect(try await reader.value == [])
        await feed.close()
        #expect(try await Self.take(1, from: feed) == [])
        await bench.publisher.close()
    }
}
#endif
