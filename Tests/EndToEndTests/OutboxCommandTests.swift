import Foundation
import LabValues
import Testing

/// `lab-runner outbox` as somebody uses it by hand.
@Suite(.timeLimit(.minutes(10)))
struct OutboxCommandTests {
    /// Leaves an outbox with everything delivered to files.
    private func settledBench(_ environment: [String: String] = [:]) async throws -> Bench {
        let bench = try await Bench()
        let ending = try await bench.run(environment: environment)
        #expect(ending.exitCode == 0, "\(ending.errors)")
        return bench
    }

    private func path(_ name: String, on bench: Bench) -> String {
        bench.stateDirectory.path + "/outbox" + (name.isEmpty ? "" : "/\(name)")
    }

    private func mode(_ path: String) throws -> Int {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        return try #require(mode as? Int)
    }

    @Test func `an empty outbox has nothing to show, to deliver or to throw away`() async throws {
        let bench = try await Bench()
        let status = try await bench.outbox("status")
        #expect(status.exitCode == 0 && status.output == "Nothing waits: every sink has everything.\n")
        #expect(try await bench.outbox("status", "--json").output == "[]\n")
        #expect(try await bench.outbox("drain").exitCode == 0)
    }

    @Test(arguments: ["replay", "discard"])
    func `an experiment that nobody knows, or that is no name, is refused in a sentence`(verb: String) async throws {
        let bench = try await Bench()
        let unknown = try await bench.outbox(verb, "nothing")
        #expect(unknown.exitCode == 2)
        #expect(
            unknown.errors.hasPrefix("error: There is no outbox of the experiment “nothing”.\n"), "\(unknown.errors)")
        let wrong = try await bench.outbox(verb, "../nothing")
        #expect(wrong.exitCode == 2)
        #expect(wrong.errors.contains("“../nothing” does not begin with a letter or a digit"), "\(wrong.errors)")
    }

    @Test func `what was delivered is counted, kept for a while, and can be sent again`() async throws {
        let bench = try await settledBench()
        let status = try await bench.outbox("status")
        #expect(status.output.contains("1 experiment complete"), "\(status.output)")
        let object = try #require(try await bench.outboxStatus())
        let last = try #require(object["last_seq"]?.int)
        #expect(object["held_by"] == .null && object["messages"]?.int == last)
        let sink = try #require(object["publishers"]?.fields?.fields.first)
        #expect(sink.name.hasPrefix("file:/") && sink.name.hasSuffix("/runs"))
        #expect(sink.value["delivered"]?.int == last && sink.value["pending"]?.int == 0)
        let events = bench.directory.appending(path: "runs/trial/events.jsonl")
        let before = try Data(contentsOf: events)
        let replay = try await bench.outbox("replay", "trial")
        #expect(replay.exitCode == 0, "\(replay.errors)")
        #expect(replay.output.contains("sending seq 1 to \(last) once more"))
        #expect(try Data(contentsOf: events) == before, "files know what they have")
    }

    @Test func `discard asks, and where nobody can answer throws nothing away`() async throws {
        let bench = try await settledBench()
        let asked = try await bench.outbox("discard", "trial")
        #expect(asked.exitCode == 2)
        #expect(asked.errors == "error: Nobody is here to confirm it.\n  → Add --yes to do it without asking.\n")
        #expect(try await bench.outboxStatus() != nil)
        let done = try await bench.outbox("discard", "trial", "--yes")
        #expect(done.exitCode == 0 && done.errors == "")
        #expect(done.output.contains("Thrown away: ") && done.output.contains("delivered"), "\(done.output)")
        #expect(try await bench.outboxStatus() == nil)
        let again = try await bench.run()
        #expect(again.exitCode == 2)
        #expect(again.message == "The experiment id “trial” was used before.")
    }

    @Test func `an outbox in use says who holds it, and is left alone`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        let holder = "process \(run.processIdentifier)"
        #expect(try await bench.outboxStatus()?["held_by"]?.text?.hasPrefix(holder) == true)
        #expect(try await bench.outbox("status").output.contains("held by \(holder)"))
        for words in [["replay", "trial"], ["discard", "trial", "--yes"]] {
            let refused = try await bench.outbox(words[0], words[1], words.last ?? "")
            #expect(refused.exitCode == 2, "\(refused.output)")
        }
        let drain = try await bench.outbox("drain")
        #expect(drain.exitCode == 0)
        #expect(drain.errors.contains("trial is held by \(holder)"), "\(drain.errors)")
        run.send(SIGINT)
        #expect(await run.ending().exitCode == 3)
        #expect(try bench.files().eventNames.last == "experiment_finished")
    }

    @Test func `nothing kept means that the file goes and the id stays known`() async throws {
        let nothing = ["LAB_OUTBOX_RETENTION": "0s"]
        let bench = try await settledBench(nothing)
        #expect(try await bench.outbox("drain", environment: nothing).exitCode == 0)
        #expect(!FileManager.default.fileExists(atPath: path("trial.sqlite", on: bench)))
        let again = try await bench.run(environment: nothing)
        #expect(again.exitCode == 2)
        #expect(again.message == "The experiment id “trial” was used before.")
    }

    @Test func `a closed outbox leaves only its own small files, for this user alone`() async throws {
        let bench = try await settledBench()
        #expect(try mode(bench.stateDirectory.path) == 0o700)
        #expect(try mode(path("", on: bench)) == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: path("", on: bench)).sorted()
        #expect(names.contains("trial.sqlite") && !names.contains("trial.reserve"))
        for name in names { #expect(try mode(path(name, on: bench)) == 0o600, "\(name)") }
    }

    @Test(arguments: ["trial.sqlite", "trial.lock", "trial.reserve"])
    func `a link in place of a file is refused, and what it leads to stays as it was`(name: String) async throws {
        let bench = try await Bench()
        _ = try await bench.run(id: "first")
        let target = bench.directory.appending(path: "elsewhere")
        try Data("precious".utf8).write(to: target)
        try FileManager.default.createSymbolicLink(
            atPath: path(name, on: bench), withDestinationPath: target.path)
        let sent = try bench.state()["points_sent"]?.int
        let ending = try await bench.run()
        #expect(ending.exitCode == 2, "\(ending.errors)")
        #expect(ending.message == "\(path(name, on: bench)) is no plain file of this user.")
        #expect(try Data(contentsOf: target) == Data("precious".utf8))
        #expect(try bench.state()["points_sent"]?.int == sent, "only the first run measured")
    }

    @Test(arguments: [true, false])
    func `a link in place of an outbox is shown as what it is`(leadsSomewhere: Bool) async throws {
        let bench = try await settledBench()
        let outbox = path("trial.sqlite", on: bench), other = bench.directory.appending(path: "moved").path
        try FileManager.default.moveItem(atPath: outbox, toPath: other)
        try FileManager.default.createSymbolicLink(atPath: outbox, withDestinationPath: other)
        if !leadsSomewhere { try FileManager.default.removeItem(atPath: other) }
        let sentence = "\(outbox) is no plain file of this user."
        #expect(try await bench.outbox("status").output.contains(sentence))
        let discard = try await bench.outbox("discard", "trial", "--yes")
        #expect(discard.exitCode == 2 && discard.errors.contains(sentence), "\(discard.errors)")
        let drain = try await bench.outbox("drain")
        #expect(drain.exitCode == 1)
        #expect(drain.output.components(separatedBy: sentence).count == 2, "said once: \(drain.output)")
    }

    @Test func `a link in place of the directory of outboxes is refused`() async throws {
        let bench = try await Bench()
        for name in ["state", "elsewhere"] {
            try FileManager.default.createDirectory(
                at: bench.directory.appending(path: name), withIntermediateDirectories: true)
        }
        try FileManager.default.createSymbolicLink(
            atPath: path("", on: bench), withDestinationPath: bench.directory.appending(path: "elsewhere").path)
        let ending = try await bench.run()
        #expect(ending.exitCode == 2, "\(ending.errors)")
        #expect(ending.message.contains("holds something else where"), "\(ending.message)")
        #expect(try bench.state()["points_sent"]?.int ?? 0 == 0)
    }

    @Test func `a run that only forgets makes no outbox`() async throws {
        let bench = try await Bench()
        let run = try ProgramRun(
            "lab-runner",
            ["run", "cyclic-voltammetry", "--instrument", "emstat@\(bench.address)", "--publish", "null", "--json"]
                + Bench.quickScan + ["--state", bench.stateDirectory.path], in: bench.directory)
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let names = FileManager.default.enumerator(atPath: bench.stateDirectory.path)?.compactMap { $0 as? String }
        #expect(names?.filter { $0.contains("outbox/") } == [])
    }
}
