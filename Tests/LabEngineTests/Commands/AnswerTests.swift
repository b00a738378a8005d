import LabControl
import LabEngine
import LabPrograms
import LabTesting
import LabValues
import Testing

/// What each command is answered, and when.
@Suite(.timeLimit(.minutes(1))) struct AnswerTests {
    private func stalled(safe: [ToyDevice.Answer] = [.state(.confirmed)]) -> ToyDevice.Behaviour {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 3
        behaviour.safe = safe
        return behaviour
    }

    // MARK: stop

    @Test func `stop is accepted at once with the cell on, and done with what was proved, before delivery`() async {
        let rig = Rig(stalled())
        let engine = rig.engine { tenPoints }
        let caller = Caller(engine, rig)
        let report = await engine.run(rig, at: "cell stall") { _ in caller.send("stop", id: "s") }
        #expect(caller.statuses(of: "s") == [.accepted, .done])
        let accepted = caller.replies[0]
        #expect(accepted.details["cell"] == "on" && accepted.details["stop_within_s"]?.double == 0.5)
        #expect(accepted.state == "stopping")
        #expect(caller.lastReply(to: "s").safe == [.cell: .confirmed])
        #expect(rig.diary.has("cell makeSafe orderly", before: "reply s done"))
        #expect(rig.diary.has("reply s done", before: "drain"))
        #expect(report.outcome == .stopped && report.reason == "command")
        rig.journal.checkCompleteness()
    }

    @Test func `stop fails when the cell may still be on`() async {
        let rig = Rig(stalled(safe: [.fails]))
        let engine = rig.engine { tenPoints }
        let caller = Caller(engine, rig)
        let report = await engine.run(rig, at: "cell stall") { _ in caller.send("stop", id: "s") }
        #expect(caller.lastReply(to: "s").status == .failed && caller.lastReply(to: "s").reason == "unconfirmed")
        #expect(caller.lastReply(to: "s").safe == [.cell: .unconfirmed] && report.exitCode == 5)
    }

    @Test func `a second stop is accepted as well, and both are answered together`() async {
        let rig = Rig(stalled())
        let engine = rig.engine { tenPoints }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "cell stall") { _ in
            caller.send("stop", id: "1")
            caller.send("stop", ["mode": "now"], id: "2")
        }
        #expect(caller.statuses(of: "1") == [.accepted, .done] && caller.statuses(of: "2") == [.accepted, .done])
        #expect(caller.replies.map(\.status) == [.accepted, .accepted, .done, .done])
    }

    @Test func `a stop acts whatever stands beside it, and names what it could not read`() async {
        let rig = Rig(stalled())
        let engine = rig.engine { tenPoints }
        let caller = Caller(engine, rig)
        let report = await engine.run(rig, at: "cell stall") { _ in
            caller.send("stop", ["mode": "later", "reason": 7, "more": [1]], id: "s")
        }
        #expect(report.outcome == .stopped && caller.replies[0].details["ignored"] == ["mode", "reason"])
    }

    @Test func `after the end stop, status, ping and note are done, and all else is refused`() async {
        let other = Rig(drainsForEver: true)
        let second = other.engine { RecordNote("only") }
        let late = Caller(second, other)
        _ = await second.run(other, at: "drain") { _ in
            let said = other.journal.messages.count
            for name in ["status", "ping"] { #expect(await late.ask(name).status == .done) }
            #expect(await late.ask("note", ["text": "late"]).details["recorded"] == false)
            for name in ["pause", "resume", "skip_step"] { #expect(await late.ask(name).reason == "finished") }
            #expect(await late.ask("set_limit", ["name": "i_max", "value": "1mA"]).reason == "finished")
            #expect(other.journal.messages.count == said, "nothing follows the last word")
            let stop = await late.ask("stop", ["mode": "now"])  // waits for delivery no longer
            #expect(stop.status == .done && stop.safe == [.cell: .confirmed])
        }
        other.journal.checkCompleteness()
    }

    // MARK: pause and resume

    @Test func `pause says what it waits for, and is done when the run holds`() async {
        let clock = ManualClock()
        let rig = Rig(clock: clock)
        let engine = rig.engine {
            Rest(.seconds(38)); RecordNote("next")
        }
        let caller = Caller(engine, rig)
        async let report = engine.run()
        await rig.diary.wait(for: "step_started")
        await clock.alarm(in: .seconds(38))
        caller.send("pause", ["reason": "lunch"], id: "p")
        await rig.diary.wait(for: "reply p accepted")
        #expect(caller.replies[0].details["waits_for"] == "step 1 of 2, about 38 s")
        #expect(caller.replies[0].details["cell"] == "off" && caller.replies[0].state == "pausing")
        clock.advance(by: .seconds(38))
        await rig.diary.wait(for: "reply p done")
        #expect(caller.lastReply(to: "p").state == "paused" && caller.lastReply(to: "p").details["cell"] == "off")
        #expect(rig.diary.has("paused", before: "reply p done"))
        #expect(await caller.ask("pause").status == .done, "it is paused already")
        #expect(await caller.ask("resume", ["reason": "back"], id: "r").status == .done)
        _ = await report
        #expect(rig.journal.data(of: .resumed).first?["reason"] == "back")
        rig.journal.checkCompleteness()
    }

    @Test(arguments: ["resume", "stop"]) func `a pause that is overtaken fails as superseded`(_ name: String) async {
        let rig = Rig()
        let engine = rig.engine { Rest(.seconds(3600)) }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "step_started") { _ in
            caller.send("pause", id: "p")
            caller.send("pause", id: "q")
            await rig.diary.wait(for: "reply q accepted")
            caller.send(name, id: "x")
            await rig.diary.wait(for: "reply p failed")
            await rig.diary.wait(for: "reply q failed")
            caller.send("stop", id: "end")
        }
        for id in ["p", "q"] { #expect(caller.lastReply(to: id).reason == "superseded") }
        #expect(caller.statuses(of: "x") == (name == "stop" ? [.accepted, .done] : [.done]))
    }

    @Test func `resume is refused where nothing is paused, and where a limit waits for its name`() async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.current = { .milliamperes(Double($0)) }
        var rig = Rig(behaviour)
        rig.limits.currentMaximum = .milliamperes(4)
        rig.limits.actions[.currentMaximum] = .pause
        let engine = rig.engine {
            tenPoints; RecordNote("next")
        }
        let caller = Caller(engine, rig)
        #expect(await caller.ask("resume").reason == "not_paused")
        _ = await engine.run(rig, at: "paused") { _ in
            let reply = await caller.ask("resume")
            #expect(reply.reason == "limit_not_acknowledged" && reply.details["limit"] == "i_max")
            #expect(await caller.ask("resume", ["acknowledge": "silence"]).status == .refused)
            #expect(await caller.ask("resume", ["acknowledge": "i_mox"]).reason == "bad_parameter")
            #expect(await caller.ask("resume", ["acknowledge": "i_max"]).status == .done)
        }
    }

    // MARK: the others

    @Test func `skip_step is done when the step has ended, and refused where none is open`() async {
        let rig = Rig(stalled())
        let engine = rig.engine {
            tenPoints; Rest(.seconds(3600))
        }
        let caller = Caller(engine, rig)
        #expect(await caller.ask("skip_step").reason == "no_open_step")
        _ = await engine.run(rig, at: "cell stall") { _ in
            caller.send("skip_step", id: "k")
            await rig.diary.wait(for: "last reply k")
            caller.send("stop")
        }
        #expect(caller.statuses(of: "k") == [.accepted, .done])
        #expect(rig.diary.has("step_skipped", before: "reply k done"))
    }

    @Test func `status tells the progress, the cells and the limits`() async {
        var rig = Rig(stalled())
        rig.limits.currentMaximum = .milliamperes(1)
        let engine = rig.engine {
            RecordNote("first"); tenPoints
        }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "cell stall") { _ in
            let reply = await caller.ask("status")
            let progress = reply.details["progress"]
            #expect(progress?["step"] == 2 && progress?["steps"] == 2 && progress?["pending"] == 0)
            #expect(progress?["points"]?.int != nil && progress?["eta_s"]?.double != nil)
            #expect(reply.details["cells"]?["cell"] == "on" && reply.details["limits"]?["i_max"]?.double == 0.001)
            #expect(reply.state == "running")
            caller.send("stop")
        }
    }

    @Test func `a note is kept as an event with who wrote it`() async {
        let rig = Rig()
        let engine = rig.engine { Rest(.seconds(3600)) }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "step_started") { _ in
            #expect(await caller.ask("note", ["text": "bubbles"]).status == .done)
            caller.send("stop")
        }
        let note = rig.journal.data(of: .note).first
        #expect(note?["text"] == "bubbles" && note?["source"] == "socket" && note?["issuer"] == "ada")
    }

    @Test(
        arguments: [
            ("pause", ["mode": "later"]), ("pause", ["mode": 1]), ("pause", ["reason": [1]]),
            ("resume", ["mode": "now"]),
            ("resume", ["acknowledge": 3]), ("skip_step", ["mode": "now"]), ("status", ["mode": "now"]),
            ("ping", ["mode": "now"]), ("note", [:]), ("note", ["text": ""]), ("note", ["text": "  \n"]),
            ("note", ["text": 5]), ("note", ["text": .string(String(repeating: "x", count: 5000))]), ("set_limit", [:]),
            ("set_limit", ["name": "i_max"]), ("set_limit", ["name": "i_max", "value": [:]]),
            ("set_limit", ["name": 4, "value": "1mA"]),
            ("set_limit", ["mode": "now", "name": "i_max", "value": "1mA"]),
        ] as [(String, JSONObject)])
    func `parameters that make no sense are refused with words`(_ name: String, _ parameters: JSONObject) async {
        let rig = Rig()
        let engine = rig.engine { Rest(.seconds(3600)) }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "step_started") { _ in
            let reply = await caller.ask(name, parameters)
            #expect(reply.status == .refused && reply.reason == "bad_parameter")
            #expect(reply.details["message"]?.text?.isEmpty == false && reply.state == "running")
            caller.send("stop")
        }
        #expect(rig.journal.data(of: .note).isEmpty)
    }

    @Test func `the same id again has the same reply again, and no second effect`() async {
        let rig = Rig()
        let engine = rig.engine { Rest(.seconds(3600)) }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "step_started") { _ in
            for _ in 0..<3 { _ = await caller.ask("note", ["text": "once"], id: "n") }
            caller.send("stop")
        }
        #expect(rig.journal.data(of: .note).count == 1 && caller.replies(to: "n").count == 3)
    }
}
