#if Kafka
import LabControl
import LabValues
import Testing

@testable import KafkaClient
@testable import LabKafka

/// Where hearing begins when the cluster or its topic is not there yet.
@Suite(.timeLimit(.minutes(2)))
struct CommandStartTests {
    @Test func `a cluster that is away at the start is waited for, and then only the run's own commands count`()
        async throws
    {
        let cluster = try CommandRig.cluster(partitions: 2)
        let now = SystemClock().wallTime.millisecondsSinceEpoch
        for partition in Int32(0)..<2 {
            try await cluster.send([.test("stop", id: "old")], partition: partition, at: now - 60_000)
        }
        cluster.down()
        var pace = CommandRig.quick
        pace.question = .milliseconds(500)
        let rig = try CommandRig(cluster, pace: pace)
        #expect(rig.start().contains("127.0.0.1"), "\(rig.said)")
        cluster.up()
        for partition in Int32(0)..<2 {
            try await cluster.send([.test("ping", id: "new \(partition)")], partition: partition)
        }
        #expect(Set(rig.waitForCommands(2).map(\.id)) == ["new 0", "new 1"], "\(rig.said)")
        #expect(rig.waitForReports(2).last == "hears")
        await rig.stop()
    }

    @Test func `closing ends soon although the cluster was never there`() async throws {
        let cluster = try CommandRig.cluster()
        cluster.down()
        let rig = try CommandRig(cluster)
        rig.start()
        let start = ContinuousClock.now
        await rig.stop()
        #expect(ContinuousClock.now - start < .seconds(30), "a hang guard")
    }

    @Test func `a topic that is missing is said, and heard when it is there`() async throws {
        let cluster = try CommandRig.cluster()
        cluster.setError(.unknownTopicOrPartition, topic: "echem_commands")
        let rig = try CommandRig(cluster)
        #expect(rig.start().contains("kafka.topics.create"), "\(rig.said)")
        cluster.setError(.none, topic: "echem_commands")
        #expect(rig.waitForReports(2).last == "hears")
        try await cluster.send([.test("stop", id: "s")])
        #expect(rig.waitForCommands(1) == [.init(name: "stop", id: "s")])
        await rig.stop()
    }

    @Test func `a topic that is missing is created where that is allowed`() async throws {
        let cluster = try CommandRig.cluster()
        cluster.setError(.unknownTopicOrPartition, topic: "echem_commands")
        let made = Monitor<[[TopicName]]>([])
        let rig = try CommandRig(
            cluster,
            create: { topics async throws(KafkaError) in
                made.update { $0.append(topics) }
                if topics.contains(.standardCommands) { cluster.setError(.none, topic: "echem_commands") }
            })
        #expect(rig.start() == "hears")
        #expect(made.read { $0 }.contains([.standardCommands, .standardReplies]))
        await rig.stop()
    }

    @Test func `other names for the topics are heard`() async throws {
        let cluster = try CommandRig.cluster()
        cluster.create(topic: "lab.commands")
        let rig = try CommandRig(cluster, settings: ["kafka.topics.commands": "lab.commands"])
        #expect(rig.start() == "hears")
        try await cluster.send([.test("stop", id: "s")], topic: "lab.commands")
        #expect(rig.waitForCommands(1).count == 1)
        await rig.stop()
    }
}

struct CommandPlacesTests {
    private let start = Timestamp(millisecondsSinceEpoch: 1000)

    @Test func `what stands behind the ends is heard whatever its time says`() {
        var places = CommandPlaces(ends: [0: 5], start: start)
        #expect(places.next == [0: 5])
        #expect(places.take(0, 5, sent: 0) && places.take(0, 6, sent: nil))
        #expect(places.next == [0: 7])
    }

    @Test func `what stands before them is heard by its time`() {
        var places = CommandPlaces(ends: [0: 5, 1: 3], earlier: [0: 2], start: start)
        #expect(places.next == [0: 2, 1: 3])
        #expect(
            [places.take(0, 2, sent: 1000), places.take(0, 3, sent: 999), places.take(0, 4, sent: nil)] == [
                true, false, false,
            ])
        #expect(places.next[0] == 5)
    }

    @Test func `a partition that came later is heard from its start`() {
        var places = CommandPlaces(ends: [0: 5], start: start)
        #expect(places.next[1] == nil && places.take(1, 0, sent: 0))
    }
}

struct HearingTests {
    private let away = KafkaError.connection(.transport, server: "a:1", cause: .refused)

    @Test func `only changes are told`() {
        var hearing = Hearing()
        #expect(hearing.begin() == .hears)
        #expect(hearing.contact(nil) == nil && hearing.read() == nil)
        #expect(hearing.contact(away) == .isDeaf(because: away.description))
        #expect(hearing.contact(away) == nil && hearing.contact(nil) == .hears)
    }

    @Test func `who may not read is deaf until something is read`() {
        let refused = KafkaError.refused(.topicAuthorizationFailed, subject: "echem_commands")
        var hearing = Hearing()
        _ = hearing.begin()
        #expect(hearing.fail(reading: refused) != nil)
        #expect(hearing.contact(nil) == nil)
        #expect(hearing.read() == .hears)
    }

    @Test func `a topic that is there again is heard again`() {
        var hearing = Hearing()
        _ = hearing.begin()
        #expect(hearing.fail(reading: .refused(.unknownTopicOrPartition, subject: "t")) != nil)
        #expect(hearing.contact(nil) == .hears)
    }
}
#endif
