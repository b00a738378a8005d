import Foundation
import LabPublishing
import LabValues
import Testing

@testable import LabOutbox

/// Whose an outbox is when its process has ended and a child of it lives on.
struct OutboxLockTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let experiment: ExperimentID

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/trial.lock"
        experiment = try ExperimentID("trial")
    }

    /// Writes into the lock that `process` has it.
    private func sign(_ process: Int32) throws {
        var host = [CChar](repeating: 0, count: 65)
        gethostname(&host, 64)
        let name = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try "\(process) \(name)\n".write(toFile: path, atomically: false, encoding: .utf8)
    }

    /// A process that has ended.
    private func ended() throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        return process.processIdentifier
    }

    @Test func `what a process that has ended left to a child is no lock`() throws {
        let held = try OutboxLock(path, of: experiment)
        let former = try ended()
        try sign(former)
        let taken = try OutboxLock(path, of: experiment, leftBy: former)
        #expect(OutboxLock.holder(path)?.process == getpid())
        withExtendedLifetime((held, taken)) {}
    }

    @Test func `a lock of a process that lives is held, whoever asks`() throws {
        let held = try OutboxLock(path, of: experiment)
        #expect(throws: OutboxFault.self) {
            try OutboxLock(self.path, of: self.experiment, leftBy: getpid())
        }
        withExtendedLifetime(held) {}
    }

    @Test func `one who has just taken it may need a moment to sign`() async throws {
        let held = try OutboxLock(path, of: experiment)
        let former = try ended()
        try sign(former)
        startThread { [path] in
            usleep(10_000)
            try? "1 elsewhere\n".write(toFile: path, atomically: false, encoding: .utf8)  // then the test fails
        }
        #expect(throws: OutboxFault.self) {
            try OutboxLock(self.path, of: self.experiment, leftBy: former)
        }
        withExtendedLifetime(held) {}
    }
}
