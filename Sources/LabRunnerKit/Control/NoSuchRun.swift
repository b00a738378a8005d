import LabValues

/// Why there is no one run to send a command to.
enum NoSuchRun: LabFault, Hashable {
    /// Nothing runs.
    case none(directory: String)
    /// This one does not; others may.
    case notRunning(ExperimentID, others: [String])
    /// Which one is meant?
    case several([String])

    var recovery: Recovery { .refuse }
    var code: String {
        switch self {
        case .none, .notRunning: "no_such_run"
        case .several: "several_runs"
        }
    }

    var description: String {
        switch self {
        case .none(let directory): "No run listens in \(directory)."
        case .notRunning(let experiment, _): "No run called “\(experiment)” listens here."
        case .several(let names): "\(names.count) runs listen: \(names.joined(separator: ", "))."
        }
    }

    var hint: String? {
        switch self {
        case .none, .notRunning(_, []):
            "Is it another user's, or has it a --state or a --control of its own? Name that here too."
        case .notRunning(_, let others): "These do: \(others.joined(separator: ", "))."
        case .several(let names): "Name one: --experiment-id \(names[0])."
        }
    }
}
