import FoundationEssentials
import Glibc
import LabValues
import Testing

@testable import LabRunnerKit

struct RunDirectoryTests {
    private let directory: PrivateDirectory
    private let time = Timestamp(millisecondsSinceEpoch: 1_768_473_000_000)

    init() throws {
        directory = try PrivateDirectory()
        try write(#"{"experiment_id":"trial","seq":1}"# + "\n", to: "events.jsonl")
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory.path + "/" + name))
    }

    private func text(of name: String) throws -> String {
        try String(contentsOf: URL(fileURLWithPath: directory.path + "/" + name), encoding: .utf8)
    }

    @Test func `remarks are added to a file of their own, after a torn line too`() throws {
        let run = try RunDirectory(directory.path + "/")
        #expect(run.experiment.text == "trial")
        let path = try run.add("first", by: "ada", at: time)
        #expect(path == directory.path + "/notes.jsonl")
        try write(try text(of: "notes.jsonl") + #"{"torn"#, to: "notes.jsonl")
        _ = try run.add("second", by: "ada", at: time)
        let lines = try text(of: "notes.jsonl").split(separator: "\n").map(String.init)
        #expect(
            lines == [
                #"{"timestamp":"2026-01-15T10:30:00.000Z","experiment_id":"trial","user":"ada","text":"first"}"#,
                #"{"torn"#,
                #"{"timestamp":"2026-01-15T10:30:00.000Z","experiment_id":"trial","user":"ada","text":"second"}"#,
            ])
    }

    @Test func `a planted link is not followed, and what is no run is refused`() throws {
        try #require(symlink(directory.path + "/events.jsonl", directory.path + "/notes.jsonl") == 0)
        #expect(throws: CommandFault.self) { try RunDirectory(directory.path).add("x", by: "ada", at: time) }
        #expect(try text(of: "events.jsonl") == #"{"experiment_id":"trial","seq":1}"# + "\n")
        #expect(throws: CommandFault.self) { try RunDirectory(directory.path + "/none") }
    }
}
