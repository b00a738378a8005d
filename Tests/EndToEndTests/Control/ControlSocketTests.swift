import Foundation
import LabValues
import Testing

/// A place for the control socket that is not to be trusted: refused before the instrument hears a byte.
@Suite(.timeLimit(.minutes(5))) struct ControlSocketTests {
    private func refusal(_ bench: Bench, _ words: [String] = []) async throws -> RunEnding {
        let ending = try RunEnding(await bench.start("cyclic-voltammetry", words).ending())
        #expect(ending.exitCode == 2 && ending.outcome == "refused", "\(ending.errors)")
        #expect(try bench.state()["commands"] == 0)
        let left = try? FileManager.default.contentsOfDirectory(atPath: bench.directory.path + "/runs")
        #expect(left ?? [] == [], "a refused run leaves no files")
        return ending
    }

    @Test func `a planted link is not followed`() async throws {
        let bench = try await Bench()
        let directory = bench.stateDirectory.appending(path: "run")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let prey = bench.directory.appending(path: "prey").path
        try Data("dear".utf8).write(to: URL(fileURLWithPath: prey))
        try #require(symlink(prey, directory.path + "/trial.sock") == 0)
        let ending = try await refusal(bench)
        #expect(ending.message.contains("trial.sock is a symbolic link"), "\(ending.errors)")
        #expect(try String(contentsOfFile: prey, encoding: .utf8) == "dear")
    }

    @Test func `a file that is no socket is left alone`() async throws {
        let bench = try await Bench()
        let place = bench.directory.appending(path: "notes.txt")
        try Data("dear".utf8).write(to: place)
        let ending = try await refusal(bench, ["--control", "notes.txt"])
        #expect(ending.message.contains("is no socket"), "\(ending.errors)")
        #expect(try String(contentsOf: place, encoding: .utf8) == "dear")
    }

    @Test func `a directory that others may write into is refused`() async throws {
        let bench = try await Bench()
        let place = bench.directory.appending(path: "open").path
        try #require(mkdir(place, 0o700) == 0 && chmod(place, 0o777) == 0)
        let ending = try await refusal(bench, ["--control", place + "/run.sock"])
        #expect(ending.message.contains("Other users may write into"), "\(ending.errors)")
    }

    @Test(.enabled(if: geteuid() == 0 || TestTools.have(), "only root can give a directory away"))
    func `the directory of another user is refused`() async throws {
        let bench = try await Bench()
        let place = bench.directory.appending(path: "theirs").path
        try #require(mkdir(place, 0o700) == 0 && chown(place, 65534, 65534) == 0)
        let named = try await refusal(bench, ["--control", place + "/run.sock"])
        #expect(named.message.contains("belongs to another user (65534)"), "\(named.errors)")
        let run = bench.stateDirectory.path + "/run"
        try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
        try #require(chown(run, 65534, 65534) == 0)
        let usual = try await refusal(bench)
        #expect(usual.message.contains("belongs to another user"), "\(usual.errors)")
    }

    @Test func `the live socket of another run is left alone, a dead one is taken over`() async throws {
        let bench = try await Bench()
        let first = try bench.startSimulated(["--control", "one.sock"], id: "first")
        await first.waitForErrorLine(holding: "Rest")
        let second = try await bench.startSimulated(["--control", "one.sock"], id: "second").ending()
        #expect(second.exitCode == 2)
        #expect(second.errors.contains("is in use by process \(first.processIdentifier)"), "\(second.errors)")
        let socket = bench.directory.appending(path: "one.sock").path
        #expect(try await bench.control("ping", "--control", socket).reply["experiment_id"] == "first")
        first.send(SIGKILL)
        _ = await first.exitCode()
        let third = try bench.startSimulated(["--control", "one.sock"], id: "third")
        await third.waitForErrorLine(holding: "Rest")
        #expect(try await bench.control("stop", "--control", socket).reply["experiment_id"] == "third")
        #expect(await third.exitCode() == 3)
    }

    @Test func `a run that keeps nothing needs no place for a socket`() async throws {
        let ending = try await ProgramRun(
            "lab-runner",
            [
                "run", "cyclic-voltammetry", "--instrument", "emstat@sim:redox?speed=max", "--publish", "null",
            ] + Bench.quickScan, environment: ["HOME": "", "XDG_STATE_HOME": ""]
        ).ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
    }

    @Test func `a listener that does not exist is refused with those there are`() async throws {
        let bench = try await Bench()
        let ending = try await refusal(bench, ["--listen", "radio:here"])
        #expect(ending.errors.contains("There is no listener called “radio”."), "\(ending.errors)")
        #expect(ending.errors.contains("none"), "\(ending.errors)")
        #expect(try await bench.run(words: ["--listen", "none"]).exitCode == 0)
    }
}

extension Bench {
    fileprivate func run(words: [String]) async throws -> ProgramRun.Ending {
        try await start("cyclic-voltammetry", Self.quickScan + words).ending()
    }
}
