#if Kafka
import Foundation
import LabControl
import LabValues
import Testing

@testable import KafkaClient
@testable import LabKafka

@Suite(.timeLimit(.minutes(2)))
struct KafkaCommandListenerTests {
    @Test func `commands of every partition are heard, and none from before the start`() async throws {
        let cluster = try CommandRig.cluster(partitions: 3)
        for partition in Int32(0)..<3 { try await cluster.send([.test("stop", id: "old")], partition: partition) }
        let rig = try CommandRig(cluster)
        #expect(rig.start() == "hears")
        for partition in Int32(0)..<3 {
            try await cluster.send([.test("ping", id: "\(partition)")], partition: partition)
        }
        #expect(Set(rig.waitForCommands(3).map(\.id)) == ["0", "1", "2"])
        #expect(rig.said == ["hears"])
        await rig.stop()
    }

    @Test func `every run hears every command`() async throws {
        let cluster = try CommandRig.cluster()
        let rigs = [try CommandRig(cluster, id: "one"), try CommandRig(cluster, id: "two")]
        for rig in rigs { #expect(rig.start() == "hears") }
        try await cluster.send([.test("stop", id: "s")])
        for rig in rigs { #expect(rig.waitForCommands(1) == [.init(name: "stop", id: "s")]) }
        for rig in rigs { await rig.stop() }
    }

    @Test func `a command for another run is ignored, and one without an id gets its place for one`() async throws {
        let cluster = try CommandRig.cluster(partitions: 2)
        let rig = try CommandRig(cluster)
        rig.start()
        try await cluster.send(
            [
                .test("stop", id: "other") { $0.experiment = .test("somebody-else") },
                .test("pause") { $0.experiment = .test("bench-1") },
            ], partition: 1)
        #expect(rig.waitForCommands(1) == [.init(name: "pause", id: "echem_commands/1/1")])
        #expect(rig.inbox.counts.ignored == 1)
        await rig.stop()
    }

    @Test func `after an outage it goes on where it was`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        try await cluster.send([.test("ping", id: "1")])
        #expect(rig.waitForCommands(1).count == 1)
        cluster.down()
        #expect(rig.waitForReports(2).count == 2, "it says that it is deaf")
        cluster.up()
        try await cluster.send([.test("ping", id: "2"), .test("stop", id: "3")])
        #expect(rig.waitForCommands(3).map(\.id) == ["1", "2", "3"])
        #expect(rig.waitForReports(3).last == "hears")
        #expect(rig.said[1].contains("connection") || rig.said[1].contains("answer"), "\(rig.said)")
        #expect(rig.inbox.counts.repeated == 0)
        await rig.stop()
    }

    @Test func `a listener that is started again goes on where it was`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        try await cluster.send([.test("ping", id: "1")])
        #expect(rig.waitForCommands(1).count == 1)
        await rig.stop()
        try await cluster.send([.test("ping", id: "2")])
        rig.start()
        #expect(rig.waitForCommands(2).map(\.id) == ["1", "2"])
        #expect(rig.said == ["hears", "hears"])
        await rig.stop()
    }

    @Test(arguments: [-3600, 3600]) func `a stop acts whatever its sender's clock says`(seconds: Int) async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        let wrong = SystemClock().wallTime + .seconds(seconds)
        try await cluster.send(
            [.test("stop", id: "s", at: wrong) { $0.expires = wrong + .seconds(60) }],
            at: wrong.millisecondsSinceEpoch)
        #expect(rig.waitForCommands(1) == [.init(name: "stop", id: "s")])
        await rig.stop()
    }

    @Test func `a hundred thousand bad messages change nothing`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        let lines: [[UInt8]] = [
            Array("{\"type\":\"command\"".utf8), Array("no json".utf8), [0xFF, 0xFE, 0], [],
            Array("{\"type\":\"command\",\"command\":\"open_cell\",\"timestamp\":\"2026-01-15T10:30:00.000Z\"}".utf8),
        ]
        let batch = (0..<5000).map { lines[$0 % lines.count] }
        try await cluster.send(lines: batch)  // what memory it takes at all
        _ = await rig.waitUntil { $0.refused >= 5000 }
        let before = try residentKibibytes()
        for _ in 0..<19 { try await cluster.send(lines: batch) }
        try await cluster.send([.test("stop", id: "s")])
        #expect(rig.waitForCommands(1) == [.init(name: "stop", id: "s")])
        #expect(rig.inbox.counts.refused == 100_000)
        let grown = try residentKibibytes() - before
        print("100 000 bad messages: \(grown) KiB more")
        #expect(grown < 60_000, "the brokers in this process keep some of it")
        await rig.stop()
    }

    @Test func `a command of more than 64 KiB is refused`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        let long = Command.test("note", id: "n") {
            $0.parameters["text"] = .string(String(repeating: "x", count: 70_000))
        }
        try await cluster.send([long, .test("ping", id: "p")])
        #expect(rig.waitForCommands(1) == [.init(name: "ping", id: "p")])
        #expect(rig.inbox.counts.refused == 1)
        await rig.stop()
    }

    @Test func `author code that keeps the pool busy holds up no command`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        let producer = try KafkaProducer(cluster.configuration, logger: .silent)
        try await producer.prepare(topics: ["echem_commands"], within: .seconds(20))
        let isOver = Monitor(false)
        for _ in 0..<64 { Task { while !isOver.read({ $0 }) {} } }
        producer.offer(KafkaMessage(topic: "echem_commands", value: Command.test("stop", id: "s").encoded))
        let heard = rig.waitForCommands(1)
        isOver.update { $0 = true }
        #expect(heard == [.init(name: "stop", id: "s")])
        await producer.close(within: .seconds(10))
        await rig.stop()
    }

    @Test func `closing ends soon although the cluster is away`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        cluster.down()
        let start = ContinuousClock.now
        #expect(await rig.stop() == nil)
        #expect(ContinuousClock.now - start < .seconds(30), "a hang guard")
    }

    @Test func `it goes with every sink of its kind, and with no other`() {
        #expect(KafkaCommandListener.address(beside: "kafka:broker:9092") == "kafka:broker:9092")
        #expect(KafkaCommandListener.address(beside: "file:./kafka:x") == nil)
    }

    @Test func `what can never work is refused before anything is opened`() {
        #expect(throws: KafkaFault.self) {
            _ = try KafkaCommandListener.open(ListenerOpening("no port", for: .test("a"), clock: SystemClock()))
        }
    }
}

/// What this process has in memory now.
private func residentKibibytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 4
}
#endif
