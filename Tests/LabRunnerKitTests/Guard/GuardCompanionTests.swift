import Foundation
import LabValues
import Testing

@testable import LabRunnerKit

/// Programs that are no good guards.
struct GuardCompanionTests {
    /// What is reported of a guard that is this script; on a thread of its own, for it waits.
    private func troubles(_ script: String) async throws -> (troubles: [GuardCompanion.Trouble], output: String) {
        let end = OneShot<Result<([GuardCompanion.Trouble], String), any Error>>()
        startThread { end.finish(Result { try Self.start(script) }) }
        return try await withCheckedContinuation { end.wait($0) }.get()
    }

    private static func start(_ script: String) throws -> ([GuardCompanion.Trouble], String) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "lab-guard-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }  // a directory that is gone is as good
        let program = directory.appending(path: "guard").path
        try "#!/bin/sh\necho $$ >> \(directory.path)/pid\n\(script)\n".write(
            toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
        let order = GuardOrder(
            experiment: try ExperimentID("trial"), state: directory.path, config: nil, heartbeat: nil, locks: [])
        let seen = Monitor([GuardCompanion.Trouble]())
        let companion = GuardCompanion(program, order, patience: .seconds(8)) { trouble in
            seen.update { $0.append(trouble) }
        }
        companion.start()
        companion.leave()
        let output = try String(contentsOf: directory.appending(path: "pid"), encoding: .utf8)
        return (seen.read { $0 }, output)
    }

    @Test(.timeLimit(.minutes(1))) func `one that never watches is told as none, and ended`() async throws {
        let (troubles, output) = try await troubles("exec sleep 1000")
        #expect(troubles == [.unguarded("it did not begin to watch within 8 s")])
        let process = try #require(output.split(separator: "\n").first.flatMap { Int32($0) })
        #expect(kill(process, 0) != 0 && errno == ESRCH)
    }

    @Test(.timeLimit(.minutes(1))) func `one that ends at once is tried twice`() async throws {
        let (troubles, output) = try await troubles("exit 0")
        #expect(troubles == [.unguarded("it has ended twice")])
        #expect(output.split(separator: "\n").count == 2)
    }
}
