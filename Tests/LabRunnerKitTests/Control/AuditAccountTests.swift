import FoundationEssentials
import LabControl
import LabValues
import Testing

@testable import LabRunnerKit

struct AuditAccountTests {
    private let directory: PrivateDirectory
    private let path: String
    private let head: String

    init() throws {
        directory = try PrivateDirectory()
        path = directory.path + "/trial.jsonl"
        let audit = try AuditFile(path, experiment: try ExperimentID("trial"), station: "rig-2", clock: SystemClock())
        audit.record("first", ["a": 1])
        audit.record("second", ["b": 2])
        head = audit.head
        #expect(audit.close(within: .seconds(20)))
    }

    private func account(against heads: [String] = []) throws -> AuditAccount {
        AuditAccount(try AuditVerifier.verify(path, against: heads), file: path, isHeldAgainstHeads: !heads.isEmpty)
    }

    private func change(_ body: (String) -> String) throws {
        let url = URL(fileURLWithPath: path)
        try Data(body(try String(contentsOf: url, encoding: .utf8)).utf8).write(to: url)
    }

    @Test func `an audit as it was written is intact`() throws {
        let account = try account(against: [head])
        #expect(account.lines == ["intact: trial at rig-2, 3 lines as they were written.", "head: \(head)"])
        #expect(account.exitCode == 0 && account.json["verdict"] == "intact")
        #expect(try self.account().lines.last?.contains("--events FILE") == true)
    }

    @Test func `a torn last line is torn and no tampering`() throws {
        try change { $0 + #"{"n":4,"ti"# }
        let account = try account(against: [head])
        #expect(account.exitCode == 0 && account.verdict == "torn")
        #expect(account.lines.joined().contains("Its last line is torn (10 bytes)"))
        #expect(!account.lines.joined().contains("tampered"))
    }

    @Test func `an edited line is named`() throws {
        try change { $0.replacing(#""a":1"#, with: #""a":7"#) }
        let account = try account()
        #expect(account.exitCode == 1 && account.json["flawed_line"] == 2)
        #expect(account.lines.first?.contains("line 2 of \(path) has been edited") == true)
    }

    @Test func `an end that was cut off is found by a head that somebody else holds`() throws {
        try change { $0.split(separator: "\n").dropLast().joined(separator: "\n") + "\n" }
        #expect(try account().exitCode == 0)
        let account = try account(against: [head])
        #expect(account.exitCode == 1 && account.lines.first?.contains("cut off") == true)
    }

    @Test func `an empty file is no audit`() throws {
        try change { _ in "" }
        #expect(try account().exitCode == 1)
    }
}
