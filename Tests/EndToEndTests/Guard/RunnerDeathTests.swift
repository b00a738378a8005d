import Foundation
import LabValues
import Testing

/// The runner is killed in the middle of a CV: its guard switches the cell off and says how the run ended.
///
/// `GUARD_ROUNDS` says how often (8 unless set).
struct RunnerDeathTests {
    private let rounds = ProcessInfo.processInfo.environment["GUARD_ROUNDS"].flatMap { Int($0) } ?? 8

    @Test func `a runner that is killed leaves no cell on and no record open`() async throws {
        let bench = try await Bench(speed: "1")
        for round in 1...rounds {
            let id = "round-\(round)"
            try await kill(try bench.start("cyclic-voltammetry", id: id), id, on: bench)
        }
    }

    @Test(.enabled(if: geteuid() == 0 && TestTools.have("setpriv"), "needs root, and setpriv"))
    func `the same for a user without rights`() async throws {
        let bench = try await Bench(speed: "1")
        try bench.give(to: nobody)
        for round in 1...rounds {
            let id = "round-\(round)"
            try await kill(try bench.start("cyclic-voltammetry", id: id, as: nobody), id, on: bench)
        }
    }

    private let nobody: UInt32 = 65_534

    private func kill(_ run: ProgramRun, _ id: String, on bench: Bench) async throws {
        try await bench.waitUntilMeasuring(beyond: try bench.state()["points_sent"]?.int ?? 0)
        try await Task.sleep(for: .milliseconds(.random(in: 0...800)))  // the other process has no clock of ours
        run.send(SIGKILL)
        #expect(await run.exitCode() == SIGKILL, "\(id)")
        try await bench.waitUntilOff(id)
        try await bench.waitUntilUnwatched(id)
        try bench.expectRescued(id, id)
    }

    @Test func `a runner that hangs is ended, and its cell is off`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry", environment: ["LAB_GUARD_HEARTBEAT": "3"])
        try await bench.waitUntilMeasuring()
        run.send(SIGSTOP)
        try await bench.waitUntilOff()
        #expect(await run.exitCode() == SIGKILL)
        try await bench.waitUntilUnwatched()
        try bench.expectRescued()
        let message = try bench.files().event(.experimentFinished).first?["error"]?["message"]?.text
        #expect(message?.contains("did not react") == true)
    }

    @Test func `a computer that is busy for a whole scan is no silence`() async throws {
        let bench = try await Bench(speed: "1")
        let hogs = try (0..<8).map { _ in
            try ProgramRun(URL(filePath: "/bin/sh"), ["-c", "ulimit -t 60; while :; do :; done"])
        }
        let run = try bench.start(
            "cyclic-voltammetry", ["--set", "rate=80mV/s"], environment: ["LAB_GUARD_HEARTBEAT": "10"])
        let ending = await run.ending(within: 200)
        for hog in hogs { hog.send(SIGKILL) }
        #expect(ending.exitCode == 0, "\(ending.errors)")
        #expect(try bench.files().event(.experimentFinished).first?["outcome"] == "completed")
        #expect(try bench.guards.isEmpty)
    }

    @Test(.enabled(if: TestTools.have("cc"), "needs a C compiler"))
    func `a child that outlives the runner with all its descriptors hides nothing`() async throws {
        let bench = try await Bench(speed: "1")
        let shim = try await TestTools.build("forking-child/forking-child.c", into: bench.directory, shared: true)
        let flag = bench.directory.appending(path: "fork")
        defer { try? FileManager.default.removeItem(at: flag) }  // the child ends when it is gone
        let run = try bench.start(
            "cyclic-voltammetry", environment: ["LD_PRELOAD": shim.path, "FORK_WHEN": flag.path])
        try await bench.waitUntilMeasuring()
        try Data().write(to: flag)
        try await eventually("the runner has a child", within: .seconds(20)) {
            FileManager.default.fileExists(atPath: flag.path + ".done")
        }
        run.send(SIGKILL)
        try await bench.waitUntilOff()
        try await bench.waitUntilUnwatched()
        try bench.expectRescued()
    }
}

extension Bench {
    /// Waits until the emulator has sent more points than these with the cell on.
    func waitUntilMeasuring(beyond points: Int) async throws {
        try await eventually("the emulator measures", within: .seconds(60)) {
            let state = try? state()  // replaced just now: the next look counts
            return state?["cell"] == "on" && state?["points_sent"]?.int ?? 0 > points + 5
        }
    }

    /// Gives directory and terminal to another user.
    func give(to user: UInt32) throws {
        try #require(chown(directory.path, user, user) == 0)
        try #require(chmod(String(address.dropFirst("pty:".count)), 0o666) == 0)
    }

    /// `start` as another user.
    func start(_ program: String, id: String, as user: UInt32) throws -> ProgramRun {
        let runner = ProgramRun.products.appending(path: "lab-runner").path
        let words = ["--reuid", "\(user)", "--regid", "\(user)", "--clear-groups", "--", runner]
        return try ProgramRun(
            TestTools.program("setpriv"),
            words + [
                "run", program, "--instrument", "emstat@\(address)", "--publish", "file:runs", "--experiment-id", id,
                "--json", "--state", stateDirectory.path,
            ], in: directory)
    }
}
