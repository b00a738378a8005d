import Foundation
import LabValues
import Testing

/// A run that was told by a file and by variables what others are told by flags.
struct ConfigurationTests {
    @Test func `a run takes station, metadata, limits and sinks from its configuration`() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "labrunner-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }  // one that is gone is as good
        let text = """
            station: bench-1
            metadata: { operator: Ada, sample: A1, required: [sample] }
            limits: { i_max: 5 mA }
            publishers: { archive: { sink: "file:archive" } }
            """
        try text.write(to: directory.appending(path: "lab.yaml"), atomically: true, encoding: .utf8)
        let ending = try await ProgramRun(
            "lab-runner",
            [
                "run", "cyclic-voltammetry", "--instrument", "emstat@sim:redox?speed=max", "--config", "lab.yaml",
                "--meta", "sample=A7", "--experiment-id", "trial", "--json",
            ], in: directory, environment: ["LAB_STATION": "bench-2", "LAB_COAT": "white"]
        ).ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        #expect(ending.errors.contains("warning: The environment variable LAB_COAT"))
        let started = try #require(
            try RunFiles(directory.appending(path: "archive/trial")).event(.experimentStarted).first)
        #expect(started["station"] == "bench-2")
        #expect(started["metadata"] == ["operator": "Ada", "sample": "A7"])
        #expect(started["limits"]?.fields?["i_max"] == 0.005)
    }

    @Test func `a faulty configuration is refused with exit 2, and nothing is written`() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "labrunner-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }  // one that is gone is as good
        let ending = try await ProgramRun(
            "lab-runner", ["run", "cyclic-voltammetry", "--json"], in: directory,
            environment: ["LAB_OUTBOX_MAX_BITES": "hunter2", "LAB_LIMITS_E_MAX": "3"]
        ).ending()
        #expect(ending.exitCode == 2)
        #expect(ending.errors.contains("LAB_OUTBOX_MAX_BYTES") && ending.errors.contains("limits.e_max = “3”"))
        #expect(!(ending.errors + ending.output).contains("hunter2"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }
}
