#if Kafka
import KafkaClient
import LabPublishing
import LabValues
import Testing

@testable import LabKafka

@Suite(.timeLimit(.minutes(2)))
struct KafkaPublisherTests {
    @Test func `events and points arrive in their topics with key, headers and content`() async throws {
        let bench = try Bench(["kafka.traceId": "trace-7"])
        let records = [Record.event(1), .points(2, isSimulated: true)]
        try await bench.publisher.publish(records)
        let event = try #require(await bench.stored("echem_events").first)
        #expect(event.key == Array("bench-1".utf8))
        #expect(event.value == records[0].bytes)
        #expect(event.header("message-id") == "bench-1/1")
        #expect(event.header("content-type") == "application/json")
        #expect(event.header("simulated") == nil)
        #expect(event.traceID == "trace-7")
        let data = try #require(await bench.stored("echem_data").first)
        #expect(data.value == records[1].bytes)
        #expect(data.header("simulated") == "true")
        await bench.publisher.close()
    }

    @Test func `an experiment stays in the partition it was given, also when there are more of them`() async throws {
        let notebook = MemoryNotebook()
        let bench = try Bench(partitions: 3, notebook: notebook)
        try await bench.publisher.publish([.event(1)])
        let chosen = KafkaPartitioner.partition(forKey: "bench-1".utf8, count: 3)
        #expect(notebook.all["partition.echem_events"] == "\(chosen)")
        #expect(await bench.stored("echem_events", partition: chosen).seqs == [1])
        await bench.publisher.close()

        let other = KafkaPartitioner.partition(forKey: "bench-1".utf8, count: 5)
        try #require(other != chosen)
        let later = try Bench(partitions: 5, notebook: notebook)
        try await later.publisher.publish([.event(2)])
        #expect(await later.stored("echem_events", partition: chosen).seqs == [2])
        await later.publisher.close()
    }

    @Test func `a topic made anew with fewer partitions is chosen in anew`() async throws {
        let notebook = MemoryNotebook(["partition.echem_events": "7"])
        let bench = try Bench(partitions: 2, notebook: notebook)
        try await bench.publisher.publish([.event(1)])
        let chosen = KafkaPartitioner.partition(forKey: "bench-1".utf8, count: 2)
        #expect(await bench.stored("echem_events", partition: chosen).seqs == [1])
        #expect(notebook.all["partition.echem_events"] == "\(chosen)")
        await bench.publisher.close()
    }

    @Test func `nothing is sent before the partition is written down`() async throws {
        let notebook = MemoryNotebook(isFull: true)
        let bench = try Bench(notebook: notebook)
        await #expect(throws: KafkaFault.self) { try await bench.publisher.publish([.event(1)]) }
        #expect(await bench.stored("echem_events").isEmpty)
        notebook.makeRoom()
        try await bench.publisher.publish([.event(1)])
        #expect(await bench.stored("echem_events").seqs == [1])
        await bench.publisher.close()
    }

    @Test func `with a topic per event each goes to its own`() async throws {
        let bench = try Bench(
            ["kafka.topics.layout": "perEvent", "kafka.topics.events": "lab"],
            topics: ["lab.step_started", "lab.note", "lab.experiment_started", "echem_data"])
        try await bench.publisher.publish([.event(1, .stepStarted), .event(2), .points(3), .event(4, .stepStarted)])
        #expect(await bench.stored("lab.step_started").seqs == [1, 4])
        #expect(await bench.stored("lab.note").seqs == [2])
        #expect(await bench.stored("echem_data").seqs == [3])
        await bench.publisher.close()
    }

    @Test func `a broker that may confirm too early is told of`() throws {
        let bench = try Bench(["kafka.properties.acks": "1"])
        #expect(bench.publisher.notices.count == 1)
        #expect(bench.publisher.notices[0].contains("kafka.properties.acks (test.yaml)"))
        #expect(try Bench().publisher.notices == [])
    }
}
#endif
