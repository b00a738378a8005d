import Foundation
import Testing

@testable import LabRunnerKit

@Suite(.timeLimit(.minutes(1))) struct SleepInhibitorTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "lab-sleep-\(UUID().uuidString)")

    /// A stand-in for systemd-inhibit: notes its words, runs its program as that does, notes the end.
    private func standIn() throws -> String {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let path = directory.appending(path: "inhibit").path
        let script =
            "#!/bin/sh\necho \"$@\" > '\(directory.path)/begun'\n/bin/cat\necho over > '\(directory.path)/over'\n"
        // By another process: a file that this one has just written may still be open in a child another test starts.
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = ["-c", #"printf '%s' "$1" > "$2" && chmod 700 "$2""#, "sh", script, path]
        try writer.run()
        writer.waitUntilExit()
        return path
    }

    private func waitFor(_ name: String) throws -> String {
        let path = directory.appending(path: name).path
        for _ in 0..<2000 {
            if let text = try? String(contentsOfFile: path, encoding: .utf8), text.hasSuffix("\n") { return text }
            usleep(10_000)  // another process has no clock of ours
        }
        Issue.record("\(name) never came")
        return ""
    }

    @Test func `the host is kept awake until the end, with the reason`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }  // a directory that is gone is as good
        let inhibitor = SleepInhibitor(because: "a test", program: try standIn())
        #expect(
            try waitFor("begun") == "--what=sleep:idle --who=lab-runner --why=a test --mode=block /bin/cat\n")
        #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "over").path))
        inhibitor.end()
        inhibitor.end()
        #expect(try waitFor("over") == "over\n")
    }

    @Test func `a host without systemd, and one where it fails, are no trouble`() {
        SleepInhibitor(because: "a test", program: "/nowhere/systemd-inhibit").end()
        let failing = SleepInhibitor(because: "a test", program: "/bin/false")
        failing.end()
    }
}
