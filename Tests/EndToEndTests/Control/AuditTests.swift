import Foundation
import LabValues
import Testing

/// The record of who asked what, as somebody finds it afterwards; and remarks.
@Suite(.timeLimit(.minutes(5))) struct AuditTests {
    /// A bench with a run that was asked several things and stopped.
    private func commandedBench() async throws -> Bench {
        let bench = try await Bench()
        let run = try bench.startSimulated([], id: "trial")
        await run.waitForErrorLine(holding: "Rest")
        #expect(try await bench.control("note", "first remark").exitCode == 0)
        #expect(try await bench.control("resume").exitCode == 2)
        #expect(try await bench.control("stop").exitCode == 0)
        #expect(await run.exitCode() == 3)
        return bench
    }

    private func verify(_ bench: Bench, _ more: String...) async throws -> (code: Int32, facts: JSONValue) {
        let words = ["audit", "verify", audit(bench).path, "--json"] + more
        let ending = try await ProgramRun("lab-runner", words, in: bench.directory).ending()
        return (ending.exitCode, try JSONReader.read(ending.output.utf8.filter { $0 != UInt8(ascii: "\n") }))
    }

    private func audit(_ bench: Bench) -> URL { bench.stateDirectory.appending(path: "audit/trial.jsonl") }

    private func lines(_ bench: Bench) throws -> [String] {
        try String(contentsOf: audit(bench), encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private func write(_ text: String, _ bench: Bench) throws { try Data(text.utf8).write(to: audit(bench)) }

    @Test func `the audit of a run is intact, holds every command, and every head of its events`() async throws {
        let bench = try await commandedBench()
        let (code, facts) = try await verify(bench, "--events", "runs/trial/events.jsonl")
        #expect(code == 0 && facts["verdict"] == "intact" && facts["experiment_id"] == "trial", "\(facts)")
        let kinds = try lines(bench).map { try JSONReader.read($0.utf8) }
            .map { "\($0["kind"]?.text ?? "") \($0["facts"]?["command"]?.text ?? "")" }
        for command in ["note", "resume", "stop"] {
            #expect(kinds.contains("command_received \(command)") && kinds.contains("command_finished \(command)"))
        }
        let events = try bench.files().events.count { message in
            guard case .event(_, let data) = message.message.content else { return false }
            return data["audit_head"] != nil
        }
        #expect(events >= 6, "the heads leave the machine with the events")
        let head = try #require(facts["head"]?.text)
        #expect(try await verify(bench, "--head", head).code == 0)
        #expect(try await verify(bench, "--head", String(repeating: "0", count: 64)).code == 1)
        let path = audit(bench).path
        #expect(try await bench.lab("audit", "verify", path, "--head", "short").exitCode == 2)
    }

    @Test func `a changed line is tampering, and is named`() async throws {
        let bench = try await commandedBench()
        let changed = try String(contentsOf: audit(bench), encoding: .utf8)
            .replacingOccurrences(of: "first remark", with: "other remark")
        try write(changed, bench)
        let (code, facts) = try await verify(bench)
        #expect(code == 1 && facts["verdict"] == "tampered" && facts["flaw"] == "edited", "\(facts)")
        #expect(facts["flawed_line"]?.int ?? 0 > 1)
    }

    @Test func `a torn last line is torn, an end that is gone is tampering for whoever holds the events`() async throws
    {
        let bench = try await commandedBench()
        let whole = try lines(bench)
        try write(whole.joined(separator: "\n") + "\n{\"n\":99,\"time", bench)
        let torn = try await verify(bench, "--events", "runs/trial/events.jsonl")
        #expect(torn.code == 0 && torn.facts["verdict"] == "torn", "\(torn.facts)")
        try write(whole.dropLast(2).joined(separator: "\n") + "\n", bench)
        #expect(try await verify(bench).code == 0)
        let cut = try await verify(bench, "--events", "runs/trial/events.jsonl")
        #expect(cut.code == 1 && cut.facts["verdict"] == "tampered", "\(cut.facts)")
    }

    @Test func `a remark goes to a run that lives, or beside the files of one that is over`() async throws {
        let bench = try await Bench()
        let run = try bench.startSimulated([], id: "trial")
        await run.waitForErrorLine(holding: "Rest")
        let state = bench.stateDirectory.path
        let live = try await bench.lab("note", "runs/trial", "while it ran", "--state", state)
        #expect(live.exitCode == 0 && live.errors.contains("the remark is in its events"), "\(live.errors)")
        #expect(try await bench.control("stop").exitCode == 0)
        #expect(await run.exitCode() == 3)
        let before = try Data(contentsOf: bench.directory.appending(path: "runs/trial/events.jsonl"))
        let late = try await bench.lab("note", "runs/trial", "afterwards", "--state", state)
        #expect(late.exitCode == 0 && late.errors.contains("noted in runs/trial/notes.jsonl"), "\(late.errors)")
        #expect(try bench.files().event(.note).compactMap { $0["text"]?.text } == ["while it ran"])
        #expect(try Data(contentsOf: bench.directory.appending(path: "runs/trial/events.jsonl")) == before)
        let notes = try String(
            contentsOf: bench.directory.appending(path: "runs/trial/notes.jsonl"), encoding: .utf8)
        #expect(try JSONReader.read(notes.utf8.filter { $0 != 10 })["text"] == "afterwards")
        #expect(try await bench.lab("note", "nowhere", "text").exitCode == 2)
    }
}
