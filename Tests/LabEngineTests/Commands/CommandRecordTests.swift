@testable import LabControl
import LabEngine
import LabPrograms
import LabTesting
import LabValues
import Testing

/// What stands in the events and in the audit about commands.
@Suite(.timeLimit(.minutes(1))) struct CommandRecordTests {
    @Test func `every command is received and finished once, with source, issuer and time`() async {
        let rig = Rig()
        let engine = rig.engine { Rest(.seconds(3600)) }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "step_started") { _ in
            for (name, parameters) in [
                ("status", [:]), ("note", ["text": "hm"]), ("note", [:]), ("resume", [:]), ("pause", [:]),
                ("resume", [:]), ("skip_step", [:]),
            ] as [(String, JSONObject)] { caller.send(name, parameters) }
            caller.send("stop")
        }
        let received = rig.journal.data(of: .commandReceived)
        let finished = rig.journal.data(of: .commandFinished)
        let ids = (1...8).map { "\($0)" }
        #expect(received.compactMap { $0["id"]?.text }.sorted() == ids)
        #expect(finished.compactMap { $0["id"]?.text }.sorted() == ids)
        for data in received + finished { #expect(data["source"] == "socket" && data["issuer"] == "ada") }
        for data in received { #expect(data["effect"]?.text != nil && data["authenticated"] == true) }
        for data in finished { #expect(data["elapsed"]?.double != nil && data["status"]?.text != nil) }
        rig.journal.checkCompleteness()
    }

    @Test func `a stop acts before it is recorded`() async {
        let rig = Rig()
        let engine = rig.engine {
            Perform("waits") { [diary = rig.diary] _ in
                await withTaskCancellationHandler {
                    diary.note("begun")
                    await diary.wait(for: "never")
                } onCancel: {
                    diary.note("told to end")
                }
            }
        }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "begun") { _ in caller.send("stop") }
        #expect(rig.diary.has("told to end", before: "command_received"))
    }

    @Test func `what a signal and a cancelled task ask for is received and finished too`() async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 3
        let rig = Rig(behaviour)
        let report = await rig.engine { tenPoints }.run(rig, at: "cell stall") {
            $0.stopFromSignal("SIGINT", now: false)
            $0.stopFromSignal("SIGINT", now: true)
        }
        #expect(report.reason == "signal")
        let finished = rig.journal.data(of: .commandFinished)
        #expect(finished.map { $0["id"]?.text } == ["signal-1", "signal-2"])
        #expect(finished.allSatisfy { $0["status"] == "done" && $0["issuer"] == "SIGINT" && $0["source"] == "signal" })
        #expect(rig.journal.data(of: .commandReceived).map { $0["effect"] } == ["make_safe", "make_safe_now"])

        let other = Rig(behaviour)
        let engine = other.engine { tenPoints }
        let task = Task { await engine.run() }
        await other.diary.wait(for: "cell stall")
        task.cancel()
        #expect(await task.value.outcome == .stopped)
        #expect(other.journal.data(of: .commandFinished).first?["source"] == "task")
    }

    @Test func `refusals are told, the first ten of a second one by one and the others summed up`() async {
        let clock = ManualClock()
        let rig = Rig(clock: clock)
        let engine = rig.engine { Rest(.seconds(3600)) }
        let stranger = Caller(engine, rig, over: .shared, source: "kafka")
        let caller = Caller(engine, rig)
        async let report = engine.run()
        await rig.diary.wait(for: "step_started")
        for _ in 0..<25 { stranger.send("resume") }
        _ = await caller.ask("ping")
        clock.advance(by: .seconds(1))
        _ = await caller.ask("ping")
        caller.send("stop")
        _ = await report
        let refused = rig.journal.data(of: .commandRefused)
        #expect(refused.count == 10 && refused.first?["reason"] == "signature_required")
        #expect(refused.first?["source"] == "kafka" && refused.first?["issuer"] == "ada")
        #expect(rig.journal.data(of: .commandsRefused).map { $0["count"] } == [15])
        rig.journal.checkCompleteness()
    }

    // MARK: The audit

    @Test func `every command and the end stand in the audit, and the events carry its heads`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory["audit.jsonl"]
        var rig = Rig()
        rig.commands.audit = try AuditFile(path, experiment: rig.experiment, station: nil, clock: rig.clock)
        let engine = rig.engine { Rest(.seconds(3600)) }
        let caller = Caller(engine, rig)
        _ = await engine.run(rig, at: "step_started") { engine in
            _ = await caller.ask("note", ["text": "hm"])
            caller.send("nonsense")
            engine.stopFromSignal("SIGTERM", now: false)
        }
        let audited: Set<EventName> = [
            .commandReceived, .commandFinished, .commandRefused, .experimentFinished,
        ]
        let events = rig.journal.messages.compactMap(\.event).filter { audited.contains($0.name) }
        let heads = events.compactMap { $0.data[AuditVerifier.headField]?.text }
        #expect(events.count == 6 && heads.count == 6 && Set(heads).count == 6)
        let finding = try AuditVerifier.verify(path, against: heads, experiment: rig.experiment)
        #expect(finding.isIntact && finding.head == heads.last && finding.lines == 7)
    }

    @Test func `an audit that cannot be written is told once, and delays no stop`() async throws {
        let directory = try TemporaryDirectory()
        var rig = Rig()
        rig.commands.audit = try AuditFile(
            directory["audit.jsonl"], experiment: rig.experiment, station: nil, clock: rig.clock,
            write: { _, _, _ in false })
        let engine = rig.engine { Rest(.seconds(3600)) }
        let caller = Caller(engine, rig)
        let report = await engine.run(rig, at: "step_started") { [rig] _ in
            _ = await caller.ask("ping")
            await rig.diary.wait(for: "warning")
            for _ in 0..<5 { _ = await caller.ask("ping") }
            caller.send("stop", id: "s")
        }
        #expect(report.outcome == .stopped && caller.statuses(of: "s") == [.accepted, .done])
        let warnings = rig.journal.data(of: .warning).filter { $0["code"] == "audit" }
        #expect(warnings.count == 1 && rig.diary.has("reply s done", before: "drain"))
    }
}
