public import LabValues

/// Why the files of an experiment cannot be continued; nothing was changed in the file named.
public enum ResumptionFault: LabFault, Hashable {
    /// The directory belongs to another user.
    case notOurs(path: String)
    /// In the place of a file stands a link, a directory or a device.
    case noFile(path: String)
    /// A line is no message such as this file holds.
    case foreignLine(path: String, line: Int)
    /// A line belongs to another experiment.
    case otherExperiment(path: String, line: Int, experiment: String)
    /// The `seq` of a line does not rise above the one before it.
    case notRising(path: String, line: Int)

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }

    public var description: String {
        switch self {
        case .notOurs(let path): "The experiment directory \(path) belongs to another user."
        case .noFile(let path): "\(path) is no plain file, so nothing is appended to it."
        case .foreignLine(let path, let line): "Line \(line) of \(path) is no message of this experiment."
        case .otherExperiment(let path, let line, let experiment):
            "Line \(line) of \(path) belongs to another experiment, \(experiment)."
        case .notRising(let path, let line): "The seq of line \(line) of \(path) does not rise."
        }
    }

    public var hint: String? {
        "Move that directory away; what has not been delivered yet is then written to a new one."
    }
}
