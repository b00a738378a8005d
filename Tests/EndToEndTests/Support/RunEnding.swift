import Foundation
import LabValues
import Testing

/// How a run ended: its exit code, what it told people, and the object it printed for programs.
struct RunEnding {
    let exitCode: Int32
    /// What an operator read on standard error.
    let errors: String
    /// The object of `--json`.
    let report: JSONValue
    private let output: String

    /// Reads the only line of standard output that is an object.
    init(_ ending: ProgramRun.Ending, sourceLocation: SourceLocation = #_sourceLocation) throws {
        (exitCode, errors, output) = (ending.exitCode, ending.errors, ending.output)
        let lines = ending.output.split(separator: "\n").filter { $0.hasPrefix("{") }
        try #require(lines.count == 1, "\(ending.output)\(ending.errors)", sourceLocation: sourceLocation)
        report = try JSONReader.read(Array(lines[0].utf8))
    }

    var outcome: String? { report["outcome"]?.text }
    var reason: String? { report["reason"]?.text }
    /// What the run calls the cell: `confirmed`, `acknowledged`, `unconfirmed`.
    var cell: String? { report["safe"]?["cell"]?.text }
    /// The sentence of the fault that ended the run.
    var message: String { report["error"]?["message"]?.text ?? "" }

    /// What became of one sink's messages.
    func count(_ name: String, of sink: String) -> Int? { report["publishers"]?[sink]?[name]?.int }

    /// Every sink's counts must add up, and there must be a sink.
    func checkCounts(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let sinks = try #require(report["publishers"]?.fields?.fields, sourceLocation: sourceLocation)
        #expect(!sinks.isEmpty, sourceLocation: sourceLocation)
        for sink in sinks {
            let parts = ["delivered", "pending", "refused", "dropped"].compactMap { sink.value[$0]?.int }
            #expect(
                parts.count == 4 && sink.value["emitted"]?.int == parts.reduce(0, +), "\(sink.name): \(sink.value)",
                sourceLocation: sourceLocation)
        }
    }

    /// Everything that was printed, for one who looks for what must not be there.
    var everything: String { output + errors }
}
