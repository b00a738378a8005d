import Foundation
import LabValues
import Testing

/// What goes on after a crash, on purpose.
@Suite(.timeLimit(.minutes(5))) struct ResumeTests {
    @Test func `a run killed in a step goes on there, in the same files, without a gap or a double in seq`()
        async throws
    {
        let bench = try await Bench(speed: "4", linked: true)
        try await bench.kill(try bench.startStudy(["--no-guard", "--meta", "sample=A7"]), inStep: 2)
        let ending = try await bench.resume(["--meta", "operator=Ada"])
        #expect(ending.exitCode == 0 && ending.outcome == "completed" && ending.cell == "confirmed", "\(ending.errors)")
        try ending.checkCounts()
        let files = try bench.files()
        #expect(files.seqs == Array(1...files.seqs.count))
        #expect(Set((files.events + files.data).map(\.writer)).count == 2)
        #expect(files.places(.stepStarted) == [[0, 1], [1, 1], [2, 1], [2, 2], [3, 1], [4, 1]])
        #expect(files.places(.stepCompleted) == [[0, 1], [1, 1], [2, 2], [3, 1], [4, 1]])
        #expect(files.event(.experimentStarted).count == 1 && files.event(.experimentFinished).count == 1)
        try checkResumption(files)
        let tables = try files.names.filter { $0.hasSuffix(".csv") }
        #expect(
            tables == [
                "000-OCP-1s.csv", "002-CV-100mVs.attempt2.csv", "002-CV-100mVs.csv", "004-CV-200mVs.csv",
            ])
        #expect(try files.table("002-CV-100mVs.attempt2.csv").count > files.table("002-CV-100mVs.csv").count)
        #expect(try bench.state()["cell"] == "off")
    }

    private func checkResumption(_ files: RunFiles) throws {
        let facts = try #require(files.event(.experimentResumed).first)
        let message = try #require(files.events.first { $0.message.content.isResumption })
        #expect(facts["previous_outcome"] == "interrupted" && facts["first_step"] == "rates[0]/CV")
        #expect(facts["last_seq"]?.int == message.seq - 1 && facts["attempt"] == 2)
        #expect(facts["gap_seconds"]?.double ?? -1 > 0)
        #expect(facts["metadata"]?["sample"] == "A7" && facts["metadata"]?["operator"] == "Ada")
        #expect(facts["program"]?["digest"] == files.event(.experimentStarted).first?["program"]?["digest"])
        let summary = try files.summary
        #expect(summary["resumed"]?.elements?.count == 1 && summary["finished"]?["outcome"] == "completed")
        #expect(summary["started"]?["metadata"]?["sample"] == "A7")
    }

    @Test func `a run may die twice, the second time under a guard that has the last word`() async throws {
        let bench = try await Bench(speed: "4", linked: true)
        try await bench.kill(try bench.startStudy(), inStep: 2)
        try await bench.kill(try bench.startResuming(), inStep: 2, attempt: 2)
        let ending = try await bench.resumeAfterGuard()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let files = try bench.files()
        #expect(files.seqs == Array(1...files.seqs.count))
        #expect(files.places(.stepCompleted) == [[0, 1], [1, 1], [2, 3], [3, 1], [4, 1]])
        let lastLife = files.event(.experimentResumed).last
        #expect(lastLife?["previous_outcome"] == "failed" && lastLife?["previous_reason"] == "runner_died")
        #expect(files.event(.experimentResumed).count == 2)
        #expect(try files.summary["resumed"]?.elements?.count == 2)
    }

    @Test func `a run that listened to nobody does not listen when it goes on, and may go on without a guard`()
        async throws
    {
        let bench = try await Bench(speed: "4", linked: true)
        try await bench.kill(try bench.startStudy(["--listen", "none"]), inStep: 2)
        try await bench.waitUntilUnwatched()
        let socket = bench.directory.appending(path: "own.sock").path
        let run = try bench.startResuming(["--no-guard", "--control", socket])
        try await eventually("it has the socket that was named", within: .seconds(60)) {
            FileManager.default.fileExists(atPath: socket)
        }
        let ending = try RunEnding(await run.ending(within: 120))
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let files = try bench.files()
        #expect(files.event(.experimentStarted).first?["software"]?["listen"] == "none")
        #expect(files.event(.experimentResumed).first?["software"]?["listen"] == "none")
        #expect(files.event(.unguarded).count == 1)
    }

    @Test func `a limit that a command tightened holds when the run goes on`() async throws {
        let bench = try await Bench(speed: "4", linked: true)
        let run = try bench.startStudy(["--limit", "i_max=9mA,for=5,action=endStep"])
        try await bench.waitUntilMeasuring()
        #expect(try await bench.control("set-limit", "i_max=8mA").status == "done")
        try await bench.kill(run, inStep: 2)
        try await bench.waitUntilUnwatched()
        let ending = try await bench.resume(["--limit", "q_max=1C"])
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let limits = try #require(bench.files().event(.experimentResumed).first?["limits"])
        #expect(limits["i_max"] == 0.008 && limits["i_max_action"] == "endStep" && limits["i_max_for"] == ["5"])
        #expect(limits["q_max"]?.double == 1)
    }

    @Test func `a run that is alive is not gone on with, and its holder is named`() async throws {
        let bench = try await Bench(speed: "1", linked: true)
        let run = try bench.startStudy()
        try await bench.waitUntilMeasuring()
        let refusal = try await bench.resume()
        #expect(refusal.exitCode == 2 && refusal.message.contains("still running"))
        #expect(refusal.message.contains("process \(run.processIdentifier)"), "\(refusal.message)")
        run.send(SIGINT)
        #expect(try RunEnding(await run.ending()).outcome == "stopped")
        #expect(try bench.files().event(.experimentResumed).isEmpty)
    }

    @Test func `a completed run is refused, and runs steps again only from one that is named`() async throws {
        let bench = try await Bench(linked: true)
        #expect(try await bench.run("scan-rate-study", Bench.study).exitCode == 0)
        let before = try bench.storedEvents()
        let refusal = try await bench.resume()
        #expect(refusal.exitCode == 2 && refusal.message.contains("is completed"), "\(refusal.message)")
        let unknown = try await bench.resume(["--from", "rates[1]/VC"])
        #expect(unknown.exitCode == 2 && unknown.report["error"]?["hint"]?.text?.contains("“rates[1]/CV”") == true)
        #expect(try bench.storedEvents() == before)
        let ending = try await bench.resume(["--from", "rates[1]/Rest"])
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let files = try bench.files()
        #expect(files.seqs == Array(1...files.seqs.count))
        #expect(files.places(.stepStarted).suffix(2) == [[3, 2], [4, 2]])
        #expect(files.event(.experimentResumed).first?["previous_outcome"] == "completed")
        #expect(try files.names.contains("004-CV-200mVs.attempt2.csv"))
    }

    @Test func `a stopped run goes on, and --from leaves steps out`() async throws {
        let bench = try await Bench(speed: "4", linked: true)
        let run = try bench.startStudy()
        try await bench.waitUntilMeasuring()
        run.send(SIGINT)
        #expect(try RunEnding(await run.ending()).exitCode == 3)
        let ending = try await bench.resume(["--from", "rates[1]/CV"])
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let files = try bench.files()
        #expect(files.seqs == Array(1...files.seqs.count))
        let facts = files.event(.experimentResumed).first
        #expect(facts?["previous_outcome"] == "stopped" && facts?["previous_reason"] == "signal")
        #expect(files.event(.stepCompleted).last?["step_path"] == "rates[1]/CV")
    }

    @Test func `a run whose outbox was thrown away goes on behind the seq it had`() async throws {
        let bench = try await Bench(speed: "4", linked: true)
        try await bench.kill(try bench.startStudy(), inStep: 2)
        #expect(try await bench.outbox("drain").exitCode == 0)
        #expect(try await bench.outbox("discard", "trial", "--yes").exitCode == 0)
        let ending = try await bench.resume()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let files = try bench.files()
        #expect(files.seqs == Array(1...files.seqs.count))
        let elsewhere = try await ProgramRun(
            "lab-runner", ["resume", "runs/trial", "--state", "other", "--json"], in: bench.directory
        ).ending()
        #expect(try RunEnding(elsewhere).message.contains("nobody knows its last seq"))
    }
}

/// What keeps a run from being gone on with: nothing may have been touched then.
@Suite(.timeLimit(.minutes(5))) struct ResumeRefusalTests {
    private func killed(speed: String = "4") async throws -> Bench {
        let bench = try await Bench(speed: speed, linked: true)
        try await bench.kill(try bench.startStudy(), inStep: 2)
        #expect(try await bench.outbox("drain").exitCode == 0)
        return bench
    }

    @Test func `another parameter is refused, and the difference is named`() async throws {
        let bench = try await killed()
        let (before, commands) = (try bench.storedEvents(), try bench.state()["commands"])
        let refusal = try await bench.resume(["--set", "cycles=2"])
        #expect(refusal.exitCode == 2 && refusal.reason == "invalid_input")
        #expect(refusal.message.contains("the parameter cycles was 1, and is 2 now"), "\(refusal.message)")
        #expect(refusal.report["error"]?["hint"]?.text?.contains("lab-runner run scan-rate-study") == true)
        #expect(try bench.storedEvents() == before && bench.state()["commands"] == commands)
        #expect(try await bench.resume(["--set", "cycles=1"]).exitCode == 0)
    }

    @Test func `another program under the same name is refused by its digest`() async throws {
        let bench = try await killed()
        let path = bench.directory.appending(path: "runs/trial/run.json")
        let text = try String(contentsOf: path, encoding: .utf8)
        let digest = try #require(try bench.files().event(.experimentStarted).first?["program"]?["digest"]?.text)
        try text.replacing(digest, with: "fnv1a:0123456789abcdef").write(to: path, atomically: true, encoding: .utf8)
        let refusal = try await bench.resume()
        #expect(refusal.exitCode == 2)
        #expect(
            refusal.message.contains("digest was fnv1a:0123456789abcdef, and is \(digest) now"), "\(refusal.message)")
    }

    @Test func `another instrument is refused by its serial number before the first step`() async throws {
        let bench = try await killed()
        let other = try await Bench(["--fault", "wrong-serial@0"])
        let before = try bench.storedEvents()
        let refusal = try await bench.resume(["--instrument", "emstat@\(other.address)"])
        #expect(refusal.exitCode == 4 && refusal.reason == "wrong_instrument", "\(refusal.message)")
        #expect(try other.state()["points_sent"] == 0 && bench.storedEvents() == before)
        let ending = try await bench.resume()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let files = try bench.files()
        #expect(files.seqs == Array(1...files.seqs.count))
    }

    @Test func `another driver and an unknown role are refused`() async throws {
        let bench = try await killed()
        for instrument in ["pump=emstat@\(bench.address)", "cell=nobody@\(bench.address)"] {
            #expect(try await bench.resume(["--instrument", instrument]).exitCode == 2)
        }
        let nowhere = try await bench.resume([], "runs/nowhere")
        #expect(nowhere.exitCode == 2 && nowhere.message.contains("neither an experiment's directory"))
    }
}

extension LabMessage.Content {
    fileprivate var isResumption: Bool { if case .event(.experimentResumed, _) = self { true } else { false } }
}
