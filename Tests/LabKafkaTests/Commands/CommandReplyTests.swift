#if Kafka
import LabControl
import LabValues
import Testing

@testable import KafkaClient
@testable import LabKafka

@Suite(.timeLimit(.minutes(2)))
struct CommandReplyTests {
    @Test func `replies go to the usual topic, under the run's key, with the id of the request`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        try await cluster.send(
            lines: [Command.test("ping", id: "p").encoded], headers: [KafkaHeader("kafka_correlationId", "abc")])
        let replies = await cluster.replies(2)
        #expect(replies.map(\.reply.status) == [.accepted, .done] && replies.map(\.reply.id) == ["p", "p"])
        for (_, message) in replies {
            #expect(message.key.map { String(decoding: $0, as: UTF8.self) } == "bench-1")
            #expect(message.header("kafka_correlationId") == "abc")
            #expect(message.header("content-type") == "application/json")
        }
        await rig.stop()
    }

    @Test func `replies go where the command asks for them, if that is allowed`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        try await cluster.send([.test("ping", id: "p") { $0.replyTo = "echem_replies.desk" }])
        #expect(await cluster.replies(2, in: "echem_replies.desk").map(\.reply.id) == ["p", "p"])
        try await cluster.send([
            .test("ping", id: "q") { $0.replyTo = "elsewhere" }, .test("stop", id: "s") { $0.replyTo = "elsewhere" },
        ])
        let replies = await cluster.replies(3)
        #expect(replies.map(\.reply.id) == ["q", "s", "s"], "a stop acts, and is answered at the usual place")
        #expect(replies.first?.reply.reason == "reply_to_refused")
        #expect(await cluster.replies("elsewhere").isEmpty)
        await rig.stop()
    }

    @Test func `a command that comes again gets the same reply`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        let command = Command.test("ping", id: "p")
        try await cluster.send([command])
        let first = await cluster.replies(2)
        try await cluster.send([command])
        let all = await cluster.replies(4)
        #expect(all.map(\.reply).suffix(2).elementsEqual(first.map(\.reply)))
        #expect(rig.waitForCommands(1).count == 1)
        await rig.stop()
    }

    @Test func `replies to more places than one run serves go to the usual one, and hold up no command`() async throws {
        let cluster = try CommandRig.cluster()
        let rig = try CommandRig(cluster)
        rig.start()
        let commands = (0..<110).map { number in
            Command.test("ping", id: "\(number)") { $0.replyTo = "echem_replies.\(number)" }
        }
        try await cluster.send(commands + [.test("stop", id: "s")])
        #expect(rig.waitForCommands(111).count == 111)
        let ids = Set(await cluster.replies(2 * (110 - 63) + 2).compactMap(\.reply.id))
        #expect(ids.isSuperset(of: (63..<110).map { "\($0)" } + ["s"]), "\(ids)")
        await rig.stop()
    }

    @Test(arguments: [
        ("echem_replies", ReplyPlace("echem_replies")), ("a/3", ReplyPlace("a", partition: 3)), ("a/", nil),
        ("a/b", nil), ("a/-1", nil), ("a/1/2", nil), ("", nil), ("a b", nil),
    ]) func `a place is a topic, or a topic and a partition`(text: String, place: ReplyPlace?) {
        #expect(ReplyPlace(commandPlace: text) == place)
    }
}
#endif
