import Foundation
import LabValues
import Testing

/// What a guard does about the end of a run, and about a configuration that has changed meanwhile.
@Suite(.timeLimit(.minutes(5))) struct GuardAtTheEndTests {
    @Test func `a run that could not make its cell safe has all the time it needs to say so`() async throws {
        let bench = try await Bench(["--fault", "no-off@0"])
        let script = bench.directory.appending(path: "tell").path
        try "#!/bin/sh\nsleep 14\n".write(toFile: script, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
        let file = bench.directory.appending(path: "lab.yaml").path
        try "notify: {command: [\(script)], timeout: 100 s, events: [finished]}\n".write(
            toFile: file, atomically: true, encoding: .utf8)
        let ending = try await bench.start(
            "cyclic-voltammetry", Bench.quickScan + ["--config", file], environment: ["LAB_GUARD_HEARTBEAT": "4"]
        ).ending(within: 150)
        #expect(ending.exitCode == 5, "\(ending.errors)")
        #expect(try bench.armed == ["trial.cell.json"])
        #expect(try bench.guards.isEmpty)
    }

    @Test func `a configuration that cannot be read any more keeps no record open`() async throws {
        let bench = try await Bench(speed: "1")
        let file = bench.directory.appending(path: "lab.yaml")
        try "station: bench-3\n".write(to: file, atomically: true, encoding: .utf8)
        let run = try bench.start("cyclic-voltammetry", ["--config", file.path])
        try await bench.waitUntilMeasuring()
        try "station: [".write(to: file, atomically: true, encoding: .utf8)
        run.send(SIGKILL)
        _ = await run.exitCode()
        try await bench.waitUntilOff()
        try await bench.waitUntilUnwatched()
        try bench.expectRescued()
    }

    @Test func `an instrument that a run has is asked nothing`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        let refused = try await bench.lab(
            "identify", "emstat@\(bench.address)", "--state", bench.stateDirectory.path)
        #expect(refused.exitCode == 4, "\(refused.output)")
        #expect(refused.errors.contains("is in use by lab-runner (pid \(run.processIdentifier)): trial"))
        run.send(SIGINT)
        #expect(await run.ending().exitCode == 3)
        let free = try await bench.lab("identify", "emstat@\(bench.address)", "--state", bench.stateDirectory.path)
        #expect(free.exitCode == 0 && free.output.contains("SIMPICO0001"), "\(free.errors)")
    }

    @Test func `a note that cannot be read is never called nothing`() async throws {
        let bench = try await Bench()
        let armed = bench.stateDirectory.appending(path: "armed")
        try FileManager.default.createDirectory(at: armed, withIntermediateDirectories: true)
        #expect(try await bench.safe().exitCode == 0)
        try #"{"format":2,"experiment_id":"tri"#.write(
            to: armed.appending(path: "trial.cell.json"), atomically: true, encoding: .utf8)
        let ending = try await bench.safe()
        #expect(ending.exitCode == 5, "\(ending.output)")
        #expect(!ending.output.contains("No instrument was left armed"))
        #expect(ending.errors.contains("trial.cell.json is no note of an instrument"))
    }
}
