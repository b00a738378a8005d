#if Kafka
import Foundation
import LabValues
import Testing

/// `lab-runner kafka …`, and what goes on between outboxes and clusters by hand.
@Suite(
    .enabled(if: TestTools.have("noida-db", "kcat", "setpriv", "cc"), "run scripts/setup.sh --tests"),
    .timeLimit(.minutes(10)))
struct KafkaCommandTests {
    private func kafka(
        _ words: [String], at servers: String?, environment: [String: String] = [:]
    ) async throws -> ProgramRun.Ending {
        try await ProgramRun(
            "lab-runner", ["kafka"] + words + (servers.map { ["--kafka", $0] } ?? []), environment: environment
        ).ending()
    }

    private func json(_ ending: ProgramRun.Ending) throws -> JSONValue {
        try JSONReader.read(Array(ending.output.trimmingCharacters(in: .newlines).utf8))
    }

    // MARK: lab-runner kafka

    @Test func `ping says who is there`() async throws {
        let broker = try await KafkaBroker.start()
        try await broker.createTopic("bench", partitions: 2)
        let people = try await kafka(["ping"], at: broker.bootstrap)
        #expect(people.exitCode == 0 && people.errors == "", "\(people.errors)")
        #expect(people.output.contains("answered after") && people.output.contains(broker.bootstrap))
        let programs = try json(await kafka(["ping", "--json"], at: broker.bootstrap))
        #expect(programs["brokers"]?.elements?.count == 1)
        #expect(programs["topics"] == ["bench"])
        await broker.stop()
    }

    @Test func `ping says in a sentence that nobody is there`() async throws {
        let servers = "127.0.0.1:\(try LoopbackSocket.freePort())"
        let ending = try await kafka(["ping", "--json"], at: servers)
        #expect(ending.exitCode == 1)
        #expect(ending.errors.hasPrefix("error: \(servers) refused the connection"), "\(ending.errors)")
        #expect(try json(ending)["error"]?["code"] == "not_reachable")
        let unnamed = try await kafka(["ping"], at: nil)
        #expect(unnamed.exitCode == 2 && unnamed.errors.contains("No cluster is named."), "\(unnamed.errors)")
        #expect(try await kafka(["ping"], at: "localhost").exitCode == 2)
    }

    @Test func `topics are made, listed and removed, and each has its answer`() async throws {
        let broker = try await KafkaBroker.start()
        let made = try await kafka(["topics", "create", "one", "two", "--partitions", "3"], at: broker.bootstrap)
        #expect(made.exitCode == 0 && made.output == "one  created\ntwo  created\n", "\(made.output)\(made.errors)")
        #expect(try await broker.topics() == ["one": 3, "two": 3])
        let again = try await kafka(["topics", "create", "two", "three"], at: broker.bootstrap)
        #expect(again.exitCode == 1)
        #expect(again.output.contains("two  not created: The topic “two” is there already.\nthree  created\n"))
        let list = try await kafka(["topics", "list"], at: broker.bootstrap)
        #expect(list.exitCode == 0 && list.output.contains("one  3 partitions, "), "\(list.output)")
        let listed = try json(await kafka(["topics", "list", "--json"], at: broker.bootstrap))
        #expect(listed.elements?.map { $0["name"]?.text } == ["one", "three", "two"])
        let removed = try await kafka(["topics", "delete", "one", "gone", "--yes"], at: broker.bootstrap)
        #expect(removed.exitCode == 1)
        #expect(removed.output.contains("one  removed") && removed.output.contains("gone  not removed: "))
        #expect(removed.output.contains("The topic “gone” is not there"), "\(removed.output)")
        #expect(try await broker.topics().keys.sorted() == ["three", "two"])
        await broker.stop()
    }

    @Test func `without a name the topics of a run are made, as the configuration calls them`() async throws {
        let broker = try await KafkaBroker.start()
        let made = try await kafka(
            ["topics", "create"], at: broker.bootstrap,
            environment: ["LAB_KAFKA_TOPICS_EVENTS": "lab.events", "LAB_KAFKA_TOPICS_PARTITIONS": "2"])
        #expect(made.exitCode == 0, "\(made.errors)")
        let names = ["lab.events", "echem_data", "echem_commands", "echem_replies"]
        #expect(try await broker.topics() == Dictionary(uniqueKeysWithValues: names.map { ($0, 2) }))
        await broker.stop()
    }

    @Test(arguments: ["two words", "..", "", "ä", String(repeating: "x", count: 250)])
    func `a name that no topic can have is refused before anybody is asked`(name: String) async throws {
        for verb in [["create"], ["delete", "--yes"]] {
            let ending = try await kafka(
                ["topics"] + verb + ["--", name], at: nil, environment: ["LAB_PUBLISHERS_A_SINK": "kafka:127.0.0.1:1"])
            #expect(ending.exitCode == 2, "\(ending.output)")
            #expect(ending.errors.contains("is no name of a topic."), "\(ending.errors)")
        }
    }

    @Test func `nothing is removed where nobody can be asked`() async throws {
        let broker = try await KafkaBroker.start()
        try await broker.createTopic("bench", partitions: 1)
        let ending = try await kafka(["topics", "delete", "bench"], at: broker.bootstrap)
        #expect(ending.exitCode == 2 && ending.errors.contains("Add --yes"), "\(ending.errors)")
        #expect(try await broker.topics() == ["bench": 1])
        await broker.stop()
    }

    // MARK: lab-runner outbox

    /// Leaves a run whose broker is away.
    private func pendingBench(_ sink: String) async throws -> (bench: Bench, emitted: Int) {
        let bench = try await Bench()
        let ending = try await bench.run(
            "cyclic-voltammetry", Bench.quickScan + ["--publish", sink, "--drain", "1"])
        #expect(ending.exitCode == 0, "\(ending.errors)")
        return (bench, try #require(ending.count("pending", of: sink)))
    }

    private func stored(at kcat: Kcat) async throws -> Int {
        try await kcat.readAll(topic: "echem_events").count + kcat.readAll(topic: "echem_data").count
    }

    @Test func `what waits is shown with its age, and delivered when the broker is back`() async throws {
        let broker = try await KafkaBroker.start()
        await broker.stop()
        let sink = "kafka:\(broker.bootstrap)"
        let (bench, emitted) = try await pendingBench(sink)
        let status = try await bench.outbox("status")
        #expect(status.output.contains("  \(sink): 0 delivered, \(emitted) pending, oldest "), "\(status.output)")
        let object = try #require(try await bench.outboxStatus()?["publishers"]?[sink])
        #expect(object["pending"]?.int == emitted && object["oldest_pending"]?.text?.hasSuffix("Z") == true)
        let early = try await bench.outbox("drain", "--patience", "1")
        #expect(early.exitCode == 1)
        #expect(early.output.contains("\(emitted) still pending") && early.output.hasSuffix("Something is left.\n"))
        #expect(early.output.contains("\(sink): \(broker.bootstrap) refused the connection: "), "\(early.output)")
        try await broker.restart()
        let drain = try await bench.outbox("drain")
        #expect(drain.exitCode == 0 && drain.output.hasSuffix("Nothing is left to deliver.\n"), "\(drain.output)")
        #expect(try await stored(at: broker.kcat) == emitted)
        #expect(try await bench.outbox("replay", "trial").exitCode == 0)
        #expect(try await stored(at: broker.kcat) == 2 * emitted, "a replay sends everything once more")
        await broker.stop()
    }

    @Test func `what waits for one cluster goes to another only when that is said`() async throws {
        let gone = "kafka:127.0.0.1:\(try LoopbackSocket.freePort())"
        let (bench, emitted) = try await pendingBench(gone)
        let broker = try await KafkaBroker.start()
        let wrong = try await bench.outbox("drain", "--to", "kafka:nowhere")
        #expect(wrong.exitCode == 2, "\(wrong.output)")
        #expect(try await bench.outbox("drain", "--to", "carrier-pigeon:home").exitCode == 2)
        #expect(try await bench.outbox("drain", "--to", "kafka:\(broker.bootstrap)").exitCode == 0)
        #expect(try await stored(at: broker.kcat) == emitted)
        #expect(try await bench.outboxStatus()?["publishers"]?[gone]?["pending"]?.int == 0)
        await broker.stop()
    }

    @Test func `what a broker refuses for good is told with its reason, and sent again when that is asked`()
        async throws
    {
        let broker = try await MockBroker.start()
        for topic in ["echem_events", "echem_data"] { try await broker.createTopic(topic, partitions: 1) }
        let bench = try await Bench()
        let sink = "kafka:\(broker.bootstrap)"
        try await broker.pushErrors(87, count: 1000)  // INVALID_RECORD
        let ending = try await bench.run("cyclic-voltammetry", Bench.quickScan + ["--publish", sink])
        #expect(ending.exitCode == 0, "\(ending.errors)")
        try ending.checkCounts()
        let refused = try #require(ending.count("refused", of: sink))
        let emitted = try #require(ending.count("emitted", of: sink))
        #expect(refused > 0)
        let status = try await bench.outbox("status")
        #expect(status.output.contains("refused: not acceptable to the brokers (INVALID_RECORD)"), "\(status.output)")
        let object = try #require(try await bench.outboxStatus()?["publishers"]?[sink]?["refused_messages"]?.elements)
        #expect(object.count == refused && object.allSatisfy { $0["seq"]?.int != nil })
        try await broker.clearErrors()
        let drain = try await bench.outbox("drain")
        #expect(drain.exitCode == 0 && drain.output.contains("\(refused) refused"), "\(drain.output)")
        #expect(try await stored(at: broker.kcat) == emitted - refused)
        let again = try await bench.outbox("drain", "--retry-refused")
        #expect(again.exitCode == 0, "\(again.output)\(again.errors)")
        #expect(try await bench.outboxStatus()?["publishers"]?[sink]?["refused"]?.int == 0)
        #expect(try await stored(at: broker.kcat) == emitted)
        await broker.stop()
    }
}
#endif
