import LabControl
import LabValues

/// What was found out about an audit, in sentences and as JSON. Pure.
struct AuditAccount: Sendable {
    private let finding: AuditVerifier.Finding
    private let file: String
    private let isHeldAgainstHeads: Bool

    /// - Parameter isHeldAgainstHeads: whether anything was asked that somebody else holds.
    init(_ finding: AuditVerifier.Finding, file: String, isHeldAgainstHeads: Bool) {
        (self.finding, self.file, self.isHeldAgainstHeads) = (finding, file, isHeldAgainstHeads)
    }

    var exitCode: Int32 { finding.isIntact ? 0 : 1 }

    /// `intact`, `torn` or `tampered`.
    var verdict: String { !finding.isIntact ? "tampered" : finding.isTorn ? "torn" : "intact" }

    var lines: [String] {
        if finding.lines == 0, finding.flaw == nil {
            return ["\(file) holds no whole line of an audit."] + torn
        }
        var lines: [String] = []
        if let line = finding.flawedLine, let flaw = finding.flaw {
            lines.append("tampered: line \(line) of \(file) \(flaw.words). What stands before it is as it was written.")
        }
        if finding.isOfAnotherExperiment { lines.append("tampered: \(file) is the audit of another experiment.") }
        if finding.flaw == nil, !finding.missingHeads.isEmpty {
            lines.append(
                "tampered: \(finding.missingHeads.count.counted("head")) that others hold cannot be found in \(file): "
                    + "it was cut off, or written anew.")
        }
        if lines.isEmpty {
            lines.append("\(verdict): \(whose), \(finding.lines.counted("line")) as they were written.")
        }
        lines += torn
        if finding.isIntact { lines += finding.head.map { ["head: \($0)"] } ?? [] }
        if finding.isIntact, !isHeldAgainstHeads {
            lines.append("Nothing was held against it; --events FILE also shows an end that was cut off.")
        }
        return lines
    }

    var json: JSONValue {
        [
            "verdict": .string(verdict), "experiment_id": .string(finding.experiment),
            "station": .string(finding.station), "lines": .integer(finding.lines), "head": .string(finding.head),
            "flawed_line": finding.flawedLine.map { .integer($0) } ?? .null,
            "flaw": .string(finding.flaw?.rawValue), "torn_bytes": .integer(finding.tornBytes),
            "missing_heads": .array(finding.missingHeads.map { .string($0) }),
            "of_another_experiment": .bool(finding.isOfAnotherExperiment),
        ]
    }

    private var whose: String {
        let station = finding.station.flatMap { $0.isEmpty ? nil : " at \($0)" } ?? ""
        return (finding.experiment ?? "unnamed") + station
    }

    private var torn: [String] {
        guard finding.isTorn else { return [] }
        return ["Its last line is torn (\(finding.tornBytes) bytes): a crash does that, and it is no tampering."]
    }
}

extension AuditFlaw {
    /// What is wrong with a line, as the end of a sentence.
    fileprivate var words: String {
        switch self {
        case .edited: "has been edited"
        case .outOfPlace: "does not follow the one before it: something was taken out, put in or moved"
        case .unreadable: "is no line of an audit"
        }
    }
}
