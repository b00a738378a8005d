import LabControl
import LabValues
import Testing

/// What a command may do, by who sent it and how.
struct WhoMaySayWhatTests {
    @Test(arguments: CommandName.builtIn + ["flush"], CommandPolicy.AcceptUnsigned.allCases)
    func `unsigned over Kafka only what the setting lets in`(name: String, policy: CommandPolicy.AcceptUnsigned) {
        let rig = InboxRig(rules(policy, commands: ["flush"]))
        let isSafer = ["pause", "stop", "status", "ping", "note", "set_limit"].contains(name)
        let isAccepted = policy == .all || (policy == .safer && isSafer)
        #expect(rig.refusal(of: command(name)) == (isAccepted ? nil : "signature_required"))
        #expect(rig.takeAll() == (isAccepted ? [name] : []))
        if !isAccepted {
            #expect(rig.replies.first?.details["setting"] == "commands.acceptUnsigned")
            #expect(rig.replies.first?.details["value"]?.text == policy.rawValue)
        }
    }

    @Test(arguments: CommandName.builtIn, CommandPolicy.AcceptUnsigned.allCases)
    func `everything over the socket, and everything signed`(name: String, policy: CommandPolicy.AcceptUnsigned) {
        let rig = InboxRig(rules(policy))
        #expect(rig.refusal(of: command(name), over: .socket) == nil)
        #expect(rig.refusal(of: signed(name, id: "2")) == nil)
        #expect(rig.inbox.take()?.isAuthenticated == true)
        #expect(rig.inbox.take()?.isAuthenticated == true)
        #expect(rig.inbox.counts.admitted == 2)
    }

    @Test func `an unsigned command from afar is known to be one`() {
        let rig = InboxRig()
        rig.send(command("pause"))
        rig.send(signed("pause", id: "2"))
        #expect(rig.inbox.take()?.isAuthenticated == false)
        #expect(rig.inbox.take()?.signer == "bench")
    }

    @Test(arguments: [
        ("unknown_key", signed("resume", by: benchKey("other"))),
        ("bad_signature", signed("resume", by: benchKey("bench", secret.map { $0 ^ 1 }))),
        ("bad_signature", changed(signed("resume")) { $0.name = "skip_step" }),
        ("bad_signature", changed(signed("pause")) { $0.parameters["mode"] = "now" }),
        ("bad_signature", changed(signed("stop", by: benchKey("bench", secret.map { $0 ^ 1 }))) { _ in }),
        ("wrong_station", signed("resume") { $0.station = "rig-3" }),
        ("wrong_station", signed("stop") { $0.station = "rig-3" }),
        ("signature_incomplete", signed("resume") { $0.expires = nil }),
        ("signature_incomplete", signed("resume") { $0.nonce = nil }),
        ("signature_incomplete", signed("resume") { $0.nonce = "" }),
        ("signature_incomplete", changed(signed("resume")) { $0.keyID = nil }),
        ("lives_too_long", signed("resume") { $0.expires = wall + .milliseconds(300_001) }),
        ("lives_too_long", signed("resume") { $0.expires = $0.timestamp }),
        ("lives_too_long", signed("resume") { $0.expires = wall + .seconds(-1) }),
        ("lives_too_long", signed("resume") { $0.expires = Timestamp(millisecondsSinceEpoch: .max) }),
        ("clock_skew", signed("resume", at: wall + .seconds(3600))),
        ("clock_skew", signed("resume", at: wall + .milliseconds(30_001))),
        ("expired", signed("resume", at: wall + .seconds(-3600))),
        ("expired", signed("resume", at: wall + .seconds(-60))),
        ("expired", command("pause") { $0.expires = wall }),
        ("unknown_command", command("selfdestruct")),
        ("unknown_command", signed("selfdestruct")),
        ("reply_to_refused", command("pause") { $0.replyTo = "payroll" }),
        ("too_long", command("pause", id: String(repeating: "x", count: 129))),
    ])
    func `a command that is wrong is refused with its reason, and has no effect`(reason: String, command: Command) {
        let rig = InboxRig()
        #expect(rig.refusal(of: command) == reason)
        #expect(rig.takeAll().isEmpty)
        #expect(rig.eventNames == ["command_refused"])
        #expect(rig.inbox.counts.refused == 1)
    }

    @Test(arguments: [
        command("stop", at: wall + .seconds(-3600)), command("stop", at: wall + .seconds(3600)),
        command("stop") { $0.expires = wall + .seconds(-1) },
        signed("stop", at: wall + .seconds(-3600)), signed("stop", at: wall + .seconds(3600)),
        signed("stop") { $0.expires = wall + .seconds(100_000) },
        signed("resume", at: wall + .seconds(30)), signed("resume") { $0.expires = wall + .seconds(300) },
        signed("resume", at: wall + .milliseconds(-59_999)), signed("resume") { $0.station = "rig-2" },
        command("pause") { $0.replyTo = "echem_replies.ada" }, command("stop") { $0.replyTo = "payroll" },
        command("pause", at: wall + .seconds(3600)),
    ])
    func `a stop is refused for neither age nor clock, and what is in time is taken`(command: Command) {
        let rig = InboxRig()
        #expect(rig.refusal(of: command) == nil)
        #expect(rig.takeAll() == [command.name])
    }

    @Test func `no reply goes where none may go, also that of a stop`() throws {
        let rig = InboxRig()
        rig.send(command("stop") { $0.replyTo = "payroll" })
        rig.inbox.answer(try #require(rig.inbox.take()).ticket, .done)
        rig.send(command("stop") { $0.replyTo = "payroll" })
        rig.send(command("pause", id: "2") { $0.replyTo = "payroll" })
        rig.send(command("pause", id: "3") { $0.replyTo = "echem_replies" })
        rig.inbox.answer(try #require(rig.inbox.take()).ticket, .done)
        #expect(
            rig.said == [
                .init(.done, "1"), .init(.done, "1"), .init(.refused, "2", "reply_to_refused"),
                .init(.done, "3", to: "echem_replies"),
            ])
    }

    @Test func `for another run: ignored on a topic all runs read, refused on the socket`() {
        let rig = InboxRig()
        let other = command("stop") { $0.experiment = experiment("exp-2") }
        rig.send(other)
        rig.send(command("stop") { $0.station = "rig-3" })
        #expect(rig.replies.isEmpty && rig.events.isEmpty && rig.inbox.counts.ignored == 2)
        #expect(rig.refusal(of: other, over: .socket) == "wrong_experiment")
        #expect(rig.takeAll().isEmpty)
    }

    @Test func `an unknown command is answered with those there are, the program's own among them`() {
        let rig = InboxRig(rules(commands: ["flush"]))
        rig.send(command("paus"), over: .socket)
        #expect(
            rig.replies.first?.details["known"]?.elements?.compactMap(\.text) == CommandName.builtIn + ["flush"])
        #expect(rig.replies.first?.details["hint"]?.text?.hasPrefix("Did you mean “pause”?") == true)
    }

    @Test func `a pattern matches from end to end`() {
        let cases: [(ReplyPattern, String, Bool)] = [
            ("a", "a", true), ("a", "ab", false), ("a*", "a", true), ("a*", "ab", true), ("*", "", true),
            ("a*c", "abc", true), ("a*c", "ac", true), ("a*c", "abcd", false), ("a*b*c", "axbxc", true),
            ("a*b*c", "acb", false), ("ab*bc", "abc", false), ("*a*a*a*a*", String(repeating: "b", count: 249), false),
        ]
        for (pattern, name, isMatch) in cases { #expect(pattern.matches(name) == isMatch, "\(pattern.text) \(name)") }
    }
}

/// A command changed on its way, after it was signed.
private func changed(_ command: Command, _ change: (inout Command) -> Void) -> Command {
    var changed = command
    change(&changed)
    return changed
}
