import Glibc
import LabValues

/// What a guard is started with.
struct GuardOrder: Sendable {
    /// The experiment it watches over.
    var experiment: ExperimentID
    /// Where its state is kept, an absolute path.
    var state: String
    /// The configuration file, an absolute path; nil for none.
    var config: String?
    /// The longest silence of the run; nil for no limit.
    var heartbeat: Duration?
    /// What keeps other runs from its instruments.
    var locks: [InstrumentLock]

    /// A relative path, as this process means it.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return "\(String(cString: here))/\(path)"
    }

    /// The command line, and the descriptors it speaks of: 3 and on, in this order.
    func launch(_ channel: GuardChannel, _ runner: ProcessHandle?) -> (words: [String], descriptors: [Int32]) {
        var words = ["lab-runner", GuardCommand.name, "--experiment", experiment.text, "--state", state]
        words += ["--process", "\(getpid())"]
        var descriptors = [channel.descriptor]
        if let config { words += ["--config", config] }
        words += ["--heartbeat", heartbeat.map { "\($0.inSeconds)" } ?? "off"]
        if let runner {
            words += ["--runner", "\(3 + descriptors.count)"]
            descriptors.append(runner.descriptor)
        }
        // The guard speaks to the operator when the run cannot any more. To a pipe it does not: its reader waits for
        // the end of the run, not for that of the guard.
        if isatty(STDERR_FILENO) == 1 {
            words += ["--terminal", "\(3 + descriptors.count)"]
            descriptors.append(STDERR_FILENO)
        }
        for lock in locks {
            words += ["--lock", "\(3 + descriptors.count)"]
            descriptors.append(lock.descriptor)
        }
        return (words, descriptors)
    }
}
