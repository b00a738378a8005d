import LabControl
import LabTesting
import LabValues
import Synchronization
import Testing

struct CommandInboxTests {
    @Test func `a stop overtakes everything, and rings first`() {
        let rig = InboxRig()
        for (number, name) in ["pause", "ping", "stop", "note", "stop"].enumerated() {
            rig.send(command(name, id: "\(number)"))
        }
        #expect(rig.rings == 5)
        #expect(rig.takeAll() == ["stop", "stop", "pause", "ping", "note"])
    }

    @Test func `a full inbox refuses all but stops`() throws {
        let rig = InboxRig()
        for number in 0..<100 { rig.send(command("ping", id: "p\(number)")) }
        #expect(rig.inbox.counts.admitted == 64)
        #expect(rig.replies.last?.reason == "inbox_full")
        rig.send(command("stop", id: "s"))
        #expect(try #require(rig.inbox.take()).command.name == "stop")
    }

    @Test func `after accepted exactly one last reply follows, whatever the run says`() throws {
        let rig = InboxRig()
        rig.send(command("pause"))
        let ticket = try #require(rig.inbox.take()).ticket
        #expect(rig.inbox.answer(ticket, .accepted))
        #expect(!rig.inbox.answer(ticket, .accepted))
        rig.clock.advance(by: .seconds(2))
        #expect(rig.inbox.answer(ticket, .failed, reason: "superseded"))
        for status in [CommandReply.Status.accepted, .done, .failed, .refused] {
            #expect(!rig.inbox.answer(ticket, status))
        }
        #expect(rig.said == [.init(.accepted, "1"), .init(.failed, "1", "superseded")])
        guard case .finished(_, let reply, let elapsed) = try #require(rig.events.last) else {
            Issue.record("no end is told")
            return
        }
        #expect(reply.status == .failed && elapsed == .seconds(2))
    }

    @Test func `the same id again gets the same replies again and acts once`() throws {
        let rig = InboxRig()
        rig.send(command("pause"))
        rig.send(command("pause", at: wall + .seconds(5)))  // while it waits: the reply comes to both
        let ticket = try #require(rig.inbox.take()).ticket
        rig.inbox.answer(ticket, .accepted)
        rig.send(command("pause"))
        rig.inbox.answer(ticket, .done)
        rig.send(command("pause"))
        #expect(rig.inbox.take() == nil)
        #expect(rig.inbox.counts.repeated == 3 && rig.inbox.counts.admitted == 1)
        #expect(rig.said.filter { $0.status == .accepted }.count == 4)
        #expect(rig.said.suffix(2) == [.init(.accepted, "1"), .init(.done, "1")])
        #expect(Set(rig.said).count == 2)
    }

    @Test func `another request with a known id is refused, but a stop is not`() {
        let rig = InboxRig()
        rig.send(command("pause"))
        #expect(rig.refusal(of: command("ping")) == "id_reused")
        #expect(rig.refusal(of: command("pause") { $0.parameters["mode"] = "now" }) == "id_reused")
        #expect(rig.refusal(of: command("stop")) == nil)
        #expect(rig.refusal(of: command("stop") { $0.parameters["mode"] = "now" }) == nil)
        #expect(rig.takeAll() == ["stop", "stop", "pause"])
    }

    @Test func `nobody takes an id away from a signed command by guessing it`() {
        let rig = InboxRig()
        rig.send(command("ping", id: "42"))
        #expect(rig.refusal(of: signed("resume", id: "42")) == nil)
        #expect(rig.takeAll() == ["ping", "resume"])
    }

    @Test func `nobody who is known less well takes an id away from who comes later`() {
        let rig = InboxRig()
        rig.send(command("pause", id: "42"))
        rig.send(signed("pause", id: "42"))
        rig.send(command("pause", id: "42"), over: .socket)
        rig.send(command("pause", id: "42"))
        #expect(rig.takeAll() == ["pause", "pause", "pause"] && rig.inbox.counts.repeated == 1)
    }

    @Test func `a name that a listener gives is nobody else's`() {
        let rig = InboxRig()
        let place = "echem_commands/0/17"
        rig.send(command("pause", id: place))
        rig.inbox.receive(command("pause", id: nil), from: .kafka, fallbackID: place)
        rig.inbox.receive(command("pause", id: nil), from: CommandOrigin("kafka-2", .shared), fallbackID: place)
        // The topic was made anew: the same place, another message.
        rig.inbox.receive(command("pause", id: nil, at: wall + .seconds(9)), from: .kafka, fallbackID: place)
        rig.inbox.receive(command("ping", id: nil), from: .kafka, fallbackID: place)
        #expect(rig.takeAll() == ["pause", "pause", "pause", "pause", "ping"])
    }

    @Test func `who asked first is answered, however often others ask again`() throws {
        let rig = InboxRig()
        let heard = Mutex<[Int]>([])
        for number in 0..<9 {
            rig.inbox.receive(
                command("pause"), from: .kafka, route: ReplyRoute { _, _ in heard.withLock { $0.append(number) } })
        }
        rig.inbox.answer(try #require(rig.inbox.take()).ticket, .done)
        #expect(heard.withLock { $0 } == [0, 6, 7, 8])
    }

    @Test func `commands without an id are each one of their own`() {
        let rig = InboxRig()
        for _ in 0..<3 { rig.send(command("ping", id: nil), over: .socket) }
        rig.inbox.receive(command("ping", id: nil), from: .kafka, fallbackID: "echem_commands/0/17")
        rig.inbox.receive(command("ping", id: nil), from: .kafka, fallbackID: "echem_commands/0/17")
        #expect(rig.takeAll().count == 4)
    }

    @Test func `the replies of answered commands are forgotten after a while, oldest first`() throws {
        let rig = InboxRig()
        for number in 0..<5000 {
            rig.send(command("ping", id: "p\(number)"))
            rig.inbox.answer(try #require(rig.inbox.take()).ticket, .done)
        }
        rig.send(command("ping", id: "p4999"))
        #expect(rig.inbox.take() == nil)
        rig.send(command("ping", id: "p0"))
        #expect(rig.inbox.take() != nil)
    }

    @Test func `more stops than can be told apart change nothing, save one that is in more haste`() throws {
        let rig = InboxRig()
        var tickets: [ReceivedCommand.Ticket] = []
        for number in 0..<500 {
            rig.send(command("stop", id: "s\(number)"))
            if let received = rig.inbox.take() { tickets.append(received.ticket) }
        }
        #expect(tickets.count == 64)
        rig.send(command("stop", id: "now") { $0.parameters["mode"] = "now" })
        #expect(try #require(rig.inbox.take()).command.isNow)
        #expect(rig.said.filter { $0.reason == "superseded" }.count == 10)
        #expect(rig.said.filter { $0.status == .accepted }.count == 10)
        #expect(rig.said.contains { $0.status == .refused } == false)
    }

    @Test func `at the end of a run every open command gets its last reply, and nothing more is taken`() throws {
        let rig = InboxRig()
        rig.send(command("pause"))
        rig.inbox.answer(try #require(rig.inbox.take()).ticket, .accepted)
        rig.send(command("ping", id: "2"))
        rig.inbox.close()
        rig.send(command("ping", id: "3"))
        #expect(rig.inbox.take() == nil)
        #expect(
            rig.said == [
                .init(.accepted, "1"), .init(.failed, "1", "run_over"), .init(.failed, "2", "run_over"),
            ])
    }

    @Test func `beyond ten refusals a second comes one summary with a count, and no reply`() throws {
        let rig = InboxRig()
        for number in 0..<1000 { rig.send(command("resume", id: "r\(number)")) }
        rig.send(command("nonsense", id: "n"))
        #expect(rig.replies.count == 10 && rig.events.count == 10)
        #expect(rig.refusal(of: command("nonsense"), over: .socket) == "unknown_command", "the socket is not silenced")
        rig.clock.advance(by: .seconds(1))
        guard case .refusals(let summary) = try #require(rig.events.last) else {
            Issue.record("no summary")
            return
        }
        #expect(summary.source == "kafka" && summary.count == 991)
        #expect(summary.reasons == ["signature_required": 990, "unknown_command": 1])
        #expect(rig.events.count == 12)
        #expect(rig.refusal(of: command("resume", id: "later")) == "signature_required")
        rig.clock.advance(by: .seconds(10))
        #expect(rig.events.count == 13, "nothing more to sum up")
        #expect(rig.clock.pendingAlarms == 0)
    }

    @Test(arguments: [
        "", "{", "null", "[]", "{}", #"{"type":"command"}"#, #"{"type":"event","command":"stop"}"#,
        #"{"type":"command","command":"pause","timestamp":"yesterday","id":"7"}"#,
        #"{"type":"command","command":"pause","timestamp":"2026-01-15T10:30:00.000Z","params":[]}"#,
        #"{"type":"command","command":"pause","timestamp":"2026-01-15T10:30:00.000Z","id":7}"#,
        #"{"type":"command","command":"stop","timestamp":"2026-01-15T10:30:00.000Z","station":7}"#,
        #"{"type":"command","command":"stop","timestamp":"2026-01-15T10:30:00.000Z","experiment_id":"../x"}"#,
        String(repeating: "[", count: 40), String(repeating: "x", count: 70_000),
    ])
    func `what is no command is refused on the socket and counted over Kafka`(line: String) {
        let rig = InboxRig()
        rig.send(line: Array(line.utf8))
        rig.send(line: Array(line.utf8), over: .socket)
        #expect(rig.inbox.counts.refused == 2 && rig.takeAll().isEmpty)
        #expect(rig.eventNames == ["command_refused", "command_refused"])
        #expect(rig.replies.contains { ["malformed", "too_long"].contains($0.reason) })
    }
}
