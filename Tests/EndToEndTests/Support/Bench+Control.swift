import Foundation
import LabValues
import Testing

/// Runs that are commanded from another terminal.
extension Bench {
    /// Steps for a test: an open circuit of so many seconds, then a rest of an hour.
    static func waiting(openCircuit seconds: Int = 1) -> [String] {
        ["--set", "openCircuit=\(seconds)s", "--set", "rest=1h"]
    }

    /// Runs `lab-runner control …` on this bench's state.
    func control(_ words: String..., within limit: Double = 60) async throws -> ControlEnding {
        try ControlEnding(
            await ProgramRun(
                "lab-runner", ["control"] + words + ["--state", stateDirectory.path, "--json"], in: directory
            ).ending(within: limit))
    }

    /// Runs another of the runner's commands in this bench's directory.
    func lab(_ words: String...) async throws -> ProgramRun.Ending {
        try await ProgramRun("lab-runner", words, in: directory).ending()
    }

    /// A run on the simulated cell in its own process; `run` names the directory of its state.
    func startSimulated(_ words: [String], id: String) throws -> ProgramRun {
        try ProgramRun(
            "lab-runner",
            [
                "run", "scan-rate-study", "--instrument", "emstat@sim:redox", "--publish", "file:runs",
                "--experiment-id", id, "--json", "--state", stateDirectory.path,
            ] + Self.waiting() + words, in: directory)
    }
}

extension ProgramRun {
    /// Reads standard error until a line holds `text`; fails at its end.
    func waitForErrorLine(holding text: String, sourceLocation: SourceLocation = #_sourceLocation) async {
        while let line = await errorLine() { if line.contains(text) { return } }
        Issue.record("“\(text)” was never said", sourceLocation: sourceLocation)
    }
}

/// What `lab-runner control --json` left.
struct ControlEnding {
    let exitCode: Int32
    /// The sentences.
    let errors: String
    /// The last reply.
    let reply: JSONValue

    init(_ ending: ProgramRun.Ending) throws {
        (exitCode, errors) = (ending.exitCode, ending.errors)
        reply = try JSONReader.read(ending.output.utf8.filter { $0 != UInt8(ascii: "\n") })
    }

    var status: String? { reply["status"]?.text }
    var reason: String? { reply["reason"]?.text }
}
