import Foundation
import LabValues
import Testing

/// Notifications, and a run that does not care what becomes of them.
@Suite(.timeLimit(.minutes(5))) struct NotifyTests {
    private func write(_ script: String, _ bench: Bench, mode: Int = 0o700, timeout: String = "4 s") throws -> [String]
    {
        let path = bench.directory.appending(path: "tell").path
        try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return try configure(path, bench, timeout: timeout)
    }

    private func configure(_ path: String, _ bench: Bench, timeout: String = "4 s") throws -> [String] {
        let file = bench.directory.appending(path: "lab.yaml").path
        let text =
            "notify: {command: [\(path), '\(bench.directory.path)'], timeout: \(timeout), "
            + "events: [started, finished]}\n"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return ["--config", file]
    }

    @Test(arguments: [
        (#"{ echo "$LAB_EVENT $LAB_EXPERIMENT_ID"; cat; } >> "$1/log""#, ""),
        (#"echo "$LAB_EVENT $LAB_EXPERIMENT_ID" >> "$1/log"; sleep 1000"#, "was killed"),
        (#"echo "$LAB_EVENT $LAB_EXPERIMENT_ID" >> "$1/log"; head -c 100000000 /dev/zero; exit 7"#, "exit code 7"),
    ])
    func `whatever the program does, the run ends as it would`(script: String, complaint: String) async throws {
        let bench = try await Bench()
        let ending = try await bench.run(
            "cyclic-voltammetry", Bench.quickScan + (try write(script, bench)))
        #expect(ending.exitCode == 0 && ending.outcome == "completed" && ending.cell == "confirmed", "\(ending.errors)")
        let files = try bench.files()
        #expect(files.seqs == Array(1...files.seqs.count))
        let log = try String(contentsOf: bench.directory.appending(path: "log"), encoding: .utf8)
        #expect(log.contains("started trial") && log.contains("finished trial"), "\(log)")
        #expect(complaint.isEmpty ? !ending.errors.contains("notify:") : ending.errors.contains(complaint))
    }

    @Test func `a program that is missing or open to everybody is refused before anything is touched`() async throws {
        let bench = try await Bench()
        let missing = try await bench.run("cyclic-voltammetry", configure("/nowhere/tell", bench))
        #expect(missing.exitCode == 2 && missing.message.contains("a program that exists"), "\(missing.message)")
        let open = try await bench.run("cyclic-voltammetry", write("true", bench, mode: 0o777))
        #expect(open.exitCode == 2 && open.message.contains("everybody may write to it"))
        #expect(try bench.state()["commands"] == 0)
        let check = try await ProgramRun(
            "lab-runner", ["config", "check", "--config", bench.directory.appending(path: "lab.yaml").path]
        ).ending()
        #expect(check.exitCode == 2)
    }

    @Test func `a plan says what will be written and what is free`() async throws {
        let ending = try await ProgramRun(
            "lab-runner", ["plan", "cyclic-voltammetry", "--publish", "file:/tmp/runs", "--state", "/tmp/state"]
        ).ending()
        let line = ending.output.split(separator: "\n").first { $0.hasPrefix("disk: ") }
        #expect(line?.contains("free in /tmp/runs") == true && line?.hasPrefix("disk: about ") == true)
    }
}
