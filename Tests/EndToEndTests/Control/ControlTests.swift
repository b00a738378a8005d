import Foundation
import LabValues
import Testing

/// A run and somebody at another terminal.
@Suite(.timeLimit(.minutes(5))) struct ControlTests {
    @Test func `a pause waits for the step, resume goes on, stop ends the run with the cell off`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("scan-rate-study", Bench.waiting(openCircuit: 5))
        await run.waitForErrorLine(holding: "step 1 OCP")
        let pause = try await bench.control("pause", "--reason", "coffee")
        #expect(pause.exitCode == 0 && pause.status == "done", "\(pause.errors)")
        #expect(pause.errors.contains("trial: pausing, waiting for step 1 of "))
        #expect(pause.errors.contains("trial: paused, cell off"))
        #expect(pause.reply["state"] == "paused")
        let resume = try await bench.control("resume", "--experiment-id", "trial")
        #expect(resume.exitCode == 0 && resume.reply["state"] == "running", "\(resume.errors)")
        let stop = try await bench.control("stop")
        #expect(stop.exitCode == 0 && stop.reply["safe"]?["cell"] == "confirmed", "\(stop.errors)")
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 3 && ending.reason == "command", "\(ending.errors)")
        let files = try bench.files()
        #expect(files.event(.paused).count == 1 && files.event(.resumed).count == 1)
        let received = files.event(.commandReceived)
        #expect(received.compactMap { $0["command"]?.text } == ["pause", "resume", "stop"])
        #expect(received.first?["params"]?["reason"] == "coffee")
        #expect(received.allSatisfy { $0["source"] == "socket" && $0["audit_head"]?.text?.count == 64 })
        #expect(files.event(.commandFinished).compactMap { $0["status"]?.text } == ["done", "done", "done"])
        #expect(!FileManager.default.fileExists(atPath: bench.stateDirectory.path + "/run/trial.sock"))
    }

    @Test func `a stop in mid-scan says that the cell is still on, and switches it off`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        let stop = try await bench.control("stop")
        #expect(stop.exitCode == 0, "\(stop.errors)")
        #expect(stop.errors.contains("trial: stopping; the cell is still ON, off within "), "\(stop.errors)")
        #expect(stop.errors.contains("trial: stopped; cell: cell off, confirmed"), "\(stop.errors)")
        #expect(try bench.state()["cell"] == "off")
        #expect(await run.ending().exitCode == 3)
    }

    @Test func `status, ping, note and set-limit are answered, and what cannot be is refused in words`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("scan-rate-study", Bench.waiting(openCircuit: 600))
        await run.waitForErrorLine(holding: "step 1 OCP")
        let status = try await bench.control("status")
        #expect(status.exitCode == 0 && status.reply["progress"]?["step"] == 1, "\(status.errors)")
        #expect(status.errors.contains("trial: running, step 1 of 9, OCP 10 min"), "\(status.errors)")
        #expect(try await bench.control("ping").errors == "trial: is there, running\n")
        #expect(try await bench.control("note", "the lamp flickers").exitCode == 0)
        #expect(try await bench.control("set-limit", "e_max=1.5V").errors == "trial: limit set: e_max=1.5V\n")
        let looser = try await bench.control("set-limit", "e_max=2V")
        #expect(looser.exitCode == 2 && looser.reason == "not_tighter", "\(looser.errors)")
        let resume = try await bench.control("resume")
        #expect(resume.exitCode == 2 && resume.errors.contains("the run is not paused"), "\(resume.errors)")
        let unknown = try await bench.control("send", "paus")
        #expect(unknown.exitCode == 2 && unknown.errors.contains("Did you mean “pause”?"), "\(unknown.errors)")
        #expect(try await bench.control("stop", "--now").exitCode == 0)
        _ = await run.ending()
        let files = try bench.files()
        #expect(files.event(.note).compactMap { $0["text"]?.text } == ["the lamp flickers"])
        #expect(files.seqs == Array(1...files.seqs.count))
    }

    @Test func `an instrument that does not answer the stop is told, exit 5`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        bench.freezeEmulator()
        defer { bench.killEmulator() }
        let stop = try await bench.control("stop", within: 120)
        #expect(stop.exitCode == 5 && stop.status == "failed" && stop.reason == "unconfirmed", "\(stop.errors)")
        #expect(stop.errors.contains("NOT CONFIRMED OFF"), "\(stop.errors)")
        #expect(await run.ending(within: 120).exitCode == 5)
    }

    @Test func `of two runs one must be named, and both are listed`() async throws {
        let bench = try await Bench()
        let runs = try ["first", "second"].map { try bench.startSimulated([], id: $0) }
        for run in runs { await run.waitForErrorLine(holding: "Rest") }
        let ending = try await bench.control("stop")
        #expect(ending.exitCode == 2)
        #expect(ending.errors.contains("2 runs listen: first, second."), "\(ending.errors)")
        #expect(ending.reply["error"]?["code"] == "several_runs")
        for (id, run) in zip(["second", "first"], runs.reversed()) {
            #expect(try await bench.control("stop", "--experiment-id", id).exitCode == 0)
            #expect(await run.exitCode() == 3)
        }
    }

    @Test func `without a run there are words and exit 1; a killed one is none`() async throws {
        let bench = try await Bench()
        let none = try await bench.control("status")
        #expect(none.exitCode == 1 && none.errors.contains("No run listens in "), "\(none.errors)")
        #expect(!FileManager.default.fileExists(atPath: bench.stateDirectory.path), "asking makes nothing")
        let run = try bench.startSimulated([], id: "killed")
        await run.waitForErrorLine(holding: "Rest")
        run.send(SIGKILL)
        _ = await run.exitCode()
        let killed = try await bench.control("status", "--experiment-id", "killed")
        #expect(killed.exitCode == 1 && killed.errors.contains("No run called “killed” listens here."))
        let typed = try await bench.control("set-limit", "i_max=1V")
        #expect(typed.exitCode == 2 && typed.errors.contains("electric current"), "\(typed.errors)")
    }

    @Test func `a socket of its own is reached by its path, also by a long name`() async throws {
        let bench = try await Bench()
        let id = String(repeating: "long-", count: 12)
        let run = try bench.startSimulated(["--control", "here.sock"], id: id)
        await run.waitForErrorLine(holding: "Rest")
        let socket = bench.directory.appending(path: "here.sock").path
        #expect(try await bench.control("ping", "--control", socket).exitCode == 0)
        #expect(try await bench.control("ping").exitCode == 1, "it is not where sockets usually are")
        #expect(try await bench.control("stop", "--control", socket, "--experiment-id", "other").exitCode == 2)
        #expect(try await bench.control("stop", "--control", socket).exitCode == 0)
        #expect(await run.exitCode() == 3)
        let hashed = try bench.startSimulated([], id: id + "b")
        await hashed.waitForErrorLine(holding: "Rest")
        #expect(try await bench.control("stop", "--experiment-id", id + "b").exitCode == 0)
        #expect(await hashed.exitCode() == 3)
    }
}
