import Foundation
import LabValues
import Testing

/// `--record FILE` writes down what went over the wire; `replay:FILE` plays it.
final class RecordAndReplayTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "labrunner-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }

    deinit {
        // A directory that is gone already is as good.
        try? FileManager.default.removeItem(at: directory)
    }

    private func run(_ id: String, on address: String, _ words: [String] = []) async throws -> ProgramRun.Ending {
        let fixed = [
            "run", "cyclic-voltammetry", "--instrument", "emstat@\(address)", "--publish", "file:runs",
            "--experiment-id", id, "--json",
        ]
        return try await ProgramRun("lab-runner", fixed + words, in: directory).ending()
    }

    private func files(_ id: String) throws -> RunFiles { try RunFiles(directory.appending(path: "runs/\(id)")) }

    @Test func `a replayed run gives the points of the recorded one`() async throws {
        let recorded = try await run("first", on: "sim:redox?speed=max", ["--record", "wire.txt"])
        #expect(recorded.exitCode == 0, "\(recorded.errors)")
        let replayed = try await run("second", on: "replay:wire.txt")
        #expect(replayed.exitCode == 0, "\(replayed.errors)")
        #expect(try files("first").points == files("second").points)
        #expect(try files("first").points.count > 1000)
        let report = try JSONReader.read(replayed.output.utf8)
        #expect(report["safe"]?["cell"] == "confirmed")
        #expect(report["simulated"] == true)
    }

    @Test func `a replay of another script says where the two differ`() async throws {
        #expect(try await run("first", on: "sim:redox?speed=max", ["--record", "wire.txt"]).exitCode == 0)
        let replayed = try await run("second", on: "replay:wire.txt", ["--set", "rate=50mV/s"])
        #expect(replayed.exitCode != 0)
        let message = try JSONReader.read(replayed.output.utf8)["error"]?["message"]?.text ?? ""
        #expect(message.contains(#" 50m\n"#) && message.contains(#" 100m\n"#), "\(message)")
        #expect(message.contains(/line \d+ of replay:wire\.txt/), "\(message)")
    }

    @Test func `what cannot be recorded or replayed is refused before anything is touched`() async throws {
        try Data("not mine".utf8).write(to: directory.appending(path: "wire.txt"))
        let recorded = try await run("first", on: "sim:redox?speed=max", ["--record", "wire.txt"])
        #expect(recorded.exitCode == 2)
        #expect(try JSONReader.read(recorded.output.utf8)["reason"] == "invalid_input")
        let replayed = try await run("second", on: "replay:wire.txt")
        #expect(replayed.exitCode == 2)
        #expect(replayed.errors.contains("Line 1 of the transcript wire.txt"), "\(replayed.errors)")
        #expect(try await run("third", on: "replay:missing.txt").exitCode == 2)
        #expect(try await run("fourth", on: "replay:wire.txt?pace=1").exitCode == 2)
        #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "runs").path))
        #expect(try Data(contentsOf: directory.appending(path: "wire.txt")) == Data("not mine".utf8))
    }

    @Test func `a refused run leaves no empty transcript`() async throws {
        try FileManager.default.createDirectory(
            at: directory.appending(path: "runs/first"), withIntermediateDirectories: true)
        #expect(try await run("first", on: "sim:redox?speed=max", ["--record", "wire.txt"]).exitCode == 2)
        #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "wire.txt").path))
    }
}
