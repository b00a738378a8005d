import LabEngine
import LabPublishing
import LabValues

/// What is printed at the end of a run: for people on standard error, as one JSON object on standard output.
struct RunSummary: Sendable {
    let experiment: String?
    let program: String?
    let result: RunSession.Result

    /// The object of `--json`.
    var json: JSONValue {
        let report = result.report
        var object = JSONObject([
            ("experiment_id", .string(experiment)), ("program", .string(program)),
            ("outcome", .string(report.outcome.rawValue)), ("reason", .string(report.reason)),
            ("steps", .integer(report.steps)), ("points", .integer(report.points)),
            ("duration_s", .seconds(report.duration)), ("simulated", .bool(report.isSimulated)),
            ("publishers", .object(JSONObject(result.sinks.map { ("\($0.sink)", .object($0.counts.fields)) }))),
            ("safe", .object(JSONObject(safe.map { ($0.0, .string($0.1.rawValue)) }))),
        ])
        if let fault = report.fault { object["error"] = fault.facts }
        return .object(object)
    }

    /// What an operator reads at night.
    var lines: [String] {
        let report = result.report
        var lines = report.fault.map { $0.lines } ?? []
        if report.outcome != .refused {
            let reason = report.reason.map { " (\($0))" } ?? ""
            lines.append(
                "\(report.outcome.rawValue)\(reason): \(report.steps.counted("step")), "
                    + "\(report.points.counted("point")) in \(report.duration.clockText)")
        }
        lines += safe.map { role, state in "\(role): \(state.words)" }
        for (sink, counts) in result.sinks where counts.pending + counts.refused + counts.dropped > 0 {
            lines.append(
                "\(sink): \(counts.delivered) delivered, \(counts.pending) pending, \(counts.refused) refused, \(counts.dropped) dropped"
            )
        }
        if result.sinks.contains(where: { $0.counts.pending > 0 }) {
            lines.append("  → The next run delivers what is pending; lab-runner outbox drain does so now.")
        }
        if !report.safetyTroubles.isEmpty { lines += Self.alarm(report.safetyTroubles) }
        if report.outcome != .refused { lines += result.locations.map { "files: \($0)" } }
        return lines
    }

    private var safe: [(String, SafeState)] {
        result.report.safe.map { ($0.key.rawValue, $0.value) }.sorted { $0.0 < $1.0 }
    }

    /// What somebody must do by hand.
    static func alarm(_ troubles: [String]) -> [String] {
        ["", "THE CELL MAY STILL BE ON."] + troubles.map { "  \($0)" } + [
            "  → Disconnect the working electrode by hand, or switch the instrument off; then check its cable."
        ]
    }
}

extension SafeState {
    /// The state in words.
    var words: String {
        switch self {
        case .confirmed: "cell off, confirmed"
        case .acknowledged: "cell off, acknowledged (the device offers no check)"
        case .unconfirmed: "NOT CONFIRMED OFF"
        }
    }
}
