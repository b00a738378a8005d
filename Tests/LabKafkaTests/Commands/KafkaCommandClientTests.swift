#if Kafka
import LabControl
import LabValues
import Synchronization
import Testing

@testable import KafkaClient
@testable import LabKafka

@Suite(.timeLimit(.minutes(2)))
struct KafkaCommandClientTests {
    @Test func `a command gets the replies of the run it names`() async throws {
        let cluster = try CommandRig.cluster(partitions: 3)
        let rigs = [try CommandRig(cluster, id: "one"), try CommandRig(cluster, id: "two")]
        for rig in rigs { rig.start() }
        let shown = Mutex<[CommandReply.Status]>([])
        let replies = try await cluster.client().send(
            .test("pause", id: "p") { $0.experiment = .test("two") }, first: .seconds(60), last: .seconds(60),
            onReply: { reply in shown.withLock { $0.append(reply.status) } })
        #expect(replies.map(\.experiment) == [.test("two")] && replies.map(\.status) == [.done])
        #expect(shown.withLock { $0 } == [.accepted, .done])
        for rig in rigs { await rig.stop() }
    }

    @Test func `a command that names no run gets the replies of all that listen`() async throws {
        let cluster = try CommandRig.cluster()
        let rigs = [try CommandRig(cluster, id: "one"), try CommandRig(cluster, id: "two")]
        for rig in rigs { rig.start() }
        let replies = try await cluster.client().send(.test("ping", id: "p"), first: .seconds(3), last: .seconds(60))
        #expect(Set(replies.map(\.experiment)) == [.test("one"), .test("two")])
        for rig in rigs { await rig.stop() }
    }

    @Test func `nobody there is told, and so is a run that gives no last reply`() async throws {
        let cluster = try CommandRig.cluster()
        await #expect(throws: KafkaFault.noReply(from: [], waited: .milliseconds(500))) {
            _ = try await cluster.client().send(.test("ping", id: "p"), first: .milliseconds(500), last: .seconds(60))
        }
        let rig = try CommandRig(cluster)
        rig.start(answering: false)
        await #expect(throws: KafkaFault.noReply(from: [.test("bench-1")], waited: .seconds(3))) {
            _ = try await cluster.client().send(.test("stop", id: "s"), first: .seconds(2), last: .seconds(3))
        }
        await rig.stop()
    }

    @Test func `a stop is sent also when its replies cannot be heard, and only a stop is`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        cluster.setError(.unknownTopicOrPartition, topic: "echem_replies")
        for name in ["pause", "stop"] {
            let fault = await #expect(throws: KafkaFault.self) {
                _ = try await cluster.client().send(.test(name, id: name), first: .seconds(2), last: .seconds(20))
            }
            if name == "stop", case .notHeard("stop", _) = fault { continue }
            #expect(name == "pause", "\(fault as Any)")
        }
        #expect(rig.waitForCommands(1) == [.init(name: "stop", id: "stop")])
        await rig.stop()
    }

    @Test func `a cluster that is away and a topic that is missing are told`() async throws {
        let cluster = try CommandRig.cluster()
        cluster.setError(.unknownTopicOrPartition, topic: "echem_commands")
        await #expect(throws: KafkaFault.topicMissing(.standardCommands)) {
            _ = try await cluster.client().send(.test("ping", id: "p"), first: .seconds(5), last: .seconds(5))
        }
        cluster.down()
        let fault = await #expect(throws: KafkaFault.self) {
            _ = try await cluster.client().send(.test("ping", id: "p"), first: .milliseconds(500), last: .seconds(1))
        }
        guard case .cluster = fault else { Issue.record("\(fault as Any)"); return }
    }

    @Test func `a place for replies is named only where every run allows it`() throws {
        let cluster = try CommandRig.cluster()
        #expect(try cluster.client().replyTo == "echem_replies")
        #expect(try cluster.client(["kafka.topics.replies": "lab_replies"]).replyTo == nil)
    }
}

struct ReplyTallyTests {
    @Test func `one run is done with its last reply, many when the time of the first is over`() {
        var one = ReplyTally(isForOne: true)
        let ofOne = [one.note(.test("a", .accepted)), one.note(.test("a", .done))]
        #expect(ofOne == [false, true])
        var many = ReplyTally(isForOne: false)
        let ofMany = [many.note(.test("a", .done)), many.note(.test("b", .accepted)), many.endFirst()]
        #expect(ofMany == [false, false, false] && many.open == [.test("b")])
        let end = many.note(.test("b", .failed))
        #expect(end && many.last.map(\.status) == [.done, .failed])
    }

    @Test func `without an answer nobody owes anything`() {
        var tally = ReplyTally(isForOne: false)
        let isOver = tally.endFirst()
        #expect(isOver && tally.last.isEmpty)
    }
}

extension MockCluster {
    fileprivate func client(_ settings: [String: String] = [:]) throws -> KafkaCommandClient {
        var values = settings.mapValues { Settings.Value($0, from: "test.yaml") }
        values["kafka.topics.create"] = .init("false", from: "test.yaml")
        return KafkaCommandClient(
            try KafkaSettings(servers: servers, Settings(values)), clock: SystemClock(), logger: .silent)
    }
}

extension CommandReply {
    fileprivate static func test(_ run: String, _ status: Status) -> CommandReply {
        CommandReply(
            id: "x", command: "ping", timestamp: Timestamp(millisecondsSinceEpoch: 0), experiment: .test(run),
            status: status, state: "running")
    }
}
#endif
