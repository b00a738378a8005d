import Foundation
import LabValues
import Testing

/// The guard of a run: what becomes of it, and what it does for others.
struct GuardTests {
    @Test func `a guard that dies is replaced once, and then missed`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        let first = try await bench.guardProcess()
        kill(first, SIGKILL)
        let second = try await bench.guardProcess(otherThan: first)
        try await eventually("the change is told", within: .seconds(20)) {
            try bench.files().event(.warning).contains { $0["code"] == "guard_replaced" }
        }
        kill(second, SIGKILL)
        try await eventually("its absence is told", within: .seconds(20)) {
            try !bench.files().event(.unguarded).isEmpty
        }
        #expect(try bench.guards.isEmpty)
        run.send(SIGINT)
        let ending = await run.ending()
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.errors.contains("No guard watches this run"))
        #expect(try bench.files().event(.unguarded).count == 1)
    }

    @Test func `the guard that replaced another one knows what is open`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        let first = try await bench.guardProcess()
        kill(first, SIGKILL)
        _ = try await bench.guardProcess(otherThan: first)
        try await eventually("the change is told", within: .seconds(20)) {
            try bench.files().event(.warning).contains { $0["code"] == "guard_replaced" }
        }
        try await Task.sleep(for: .seconds(1))  // until it has been told, which leaves no trace outside
        run.send(SIGKILL)
        try await bench.waitUntilOff()
        try await bench.waitUntilUnwatched()
        try bench.expectRescued()
    }

    @Test func `a new run just after the death is told who makes the cell safe, and touches nothing`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        run.send(SIGKILL)
        try await Task.sleep(for: .milliseconds(10))  // the other process has no clock of ours
        let next = try RunEnding(await bench.start("cyclic-voltammetry", id: "next").ending())
        #expect(next.exitCode == 4, "\(next.errors)")
        #expect(next.reason == "not_reachable")
        #expect(next.message.contains("“trial”, which died; its guard is making it safe"), "\(next.message)")
        try await bench.waitUntilUnwatched()
        try bench.expectRescued()
        #expect(!FileManager.default.fileExists(atPath: bench.directory.appending(path: "runs/next").path))
        let later = try await bench.run(id: "later")
        #expect(later.exitCode == 0, "\(later.errors)")
    }

    @Test func `Ctrl-C to the whole group ends the run in order, and the guard with it`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        let watching = try await bench.guardProcess()
        let group = run.processIdentifier
        try #require(getpgid(group) == group, "the runner leads a group of its own")
        #expect(getsid(watching) == watching, "the guard has a session of its own")
        for signal in [SIGINT, SIGQUIT, SIGTSTP, SIGHUP, SIGTERM] { kill(watching, signal) }
        kill(-group, SIGINT)
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.reason == "signal")
        #expect(try bench.guards.isEmpty)
        #expect(try bench.armed.isEmpty)
        #expect(try bench.files().event(.experimentFinished).count == 1)
    }

    @Test func `another device on the port is asked who it is, and told nothing`() async throws {
        let bench = try await Bench(speed: "1", linked: true)
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        let watching = try await bench.guardProcess()
        kill(watching, SIGSTOP)
        run.send(SIGKILL)
        _ = await run.exitCode()
        await bench.endEmulator()
        let other = try await OtherDevice(in: bench, ["--fault", "wrong-serial@0"])
        kill(watching, SIGCONT)
        try await bench.waitUntilUnwatched()
        #expect(try other.state()["scripts"] == 0)
        #expect(try bench.armed == ["trial.cell.json"])
        #expect(try bench.files().event(.experimentFinished).first?["safe"]?["cell"] == "unconfirmed")
        let report = bench.stateDirectory.appending(path: "run/guard-trial.txt")
        let text = try String(contentsOf: report, encoding: .utf8)
        #expect(text.contains("SIMOTHER0002 answers") && text.contains("Disconnect the working electrode"), "\(text)")

        let missed = try await bench.safe("--patience", "0")
        #expect(missed.exitCode == 4, "\(missed.output)\(missed.errors)")
        #expect(try other.state()["scripts"] == 0)
        await other.end()
        let same = try await OtherDevice(in: bench)
        let found = try await bench.safe()
        #expect(found.exitCode == 0, "\(found.output)\(found.errors)")
        #expect(found.output.contains("cell off, confirmed"))
        #expect(try bench.armed.isEmpty)
        await same.end()
    }

    @Test func `without a guard the run says so, and safe makes safe what it left`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry", ["--no-guard"])
        try await bench.waitUntilMeasuring()
        #expect(try bench.guards.isEmpty)
        let refused = try await bench.safe()
        #expect(refused.exitCode == 4, "\(refused.output)")
        #expect(refused.errors.contains("is in use by lab-runner (pid \(run.processIdentifier)): trial"))
        try await eventually("it is told", within: .seconds(20)) { try bench.files().event(.unguarded).count == 1 }
        run.send(SIGKILL)
        #expect(await run.errors().contains("--no-guard was given"))
        #expect(try bench.state()["cell"] == "on")
        let safe = try await bench.safe()
        #expect(safe.exitCode == 0, "\(safe.output)\(safe.errors)")
        #expect(safe.output.contains("SIMPICO0001") && safe.output.contains("cell off, confirmed"), "\(safe.output)")
        #expect(try bench.state()["cell"] == "off")
        #expect(try bench.armed.isEmpty)
        #expect(try await bench.safe().output == "No instrument was left armed.\n")
        let named = try await bench.safe("emstat@\(bench.address)")
        #expect(named.exitCode == 0 && named.output.contains("cell off, confirmed"), "\(named.output)")
        #expect(try await bench.safe("emstat@pty:/dev/pts/none", "--patience", "0").exitCode == 4)
    }
}

/// A second emulator, at the first one's address.
private final class OtherDevice: Sendable {
    private let emulator: ProgramRun
    private let stateFile: URL

    init(in bench: Bench, _ words: [String] = []) async throws {
        stateFile = bench.directory.appending(path: "other-\(UUID()).json")
        emulator = try ProgramRun(
            "lab-emulator",
            ["emstat", "--speed", "1", "--state", stateFile.path, "--link", String(bench.address.dropFirst(4))] + words)
        _ = try #require(await emulator.outputLine())
    }

    deinit { emulator.send(SIGTERM) }

    func state() throws -> JSONValue { try JSONReader.read(try Data(contentsOf: stateFile)) }

    func end() async { _ = await emulator.end() }
}
