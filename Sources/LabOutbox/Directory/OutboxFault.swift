public import LabPublishing
public import LabValues

/// Why an outbox cannot be opened or written.
public enum OutboxFault: LabFault, Hashable {
    /// Another process works on this experiment.
    case held(ExperimentID, by: OutboxHolder)
    /// The id was used before; it is never used twice.
    case known(ExperimentID, lastSeq: Int?)
    /// Another process has written to it since it was looked at.
    case movedOn(ExperimentID, lastSeq: Int)
    /// There is no outbox of this experiment.
    case missing(ExperimentID, path: String)
    /// The directory lies on a file system that other hosts share, where locks and commits cannot be relied on.
    case networkFileSystem(path: String, name: String)
    /// A link, a directory or somebody else's file stands where a file of ours should be.
    case notOurFile(path: String)
    /// Made by a later version of this program.
    case newerFormat(path: String, version: Int)
    /// The file is no outbox, or no longer one.
    case damaged(path: String, what: String)
    /// The operating system refuses a file.
    case storage(StorageFault)

    public var recovery: Recovery { .refuse }

    public var code: String {
        if case .storage(let fault) = self, isDiskTrouble(fault.errorNumber) { "outbox_full" } else { "invalid_input" }
    }

    public var description: String {
        switch self {
        case .held(let experiment, let holder): "The outbox of \(experiment) is held by \(holder)."
        case .known(let experiment, _): "The experiment id “\(experiment)” was used before."
        case .movedOn(let experiment, let seq):
            "Another process has gone on with \(experiment) in the meantime, up to message \(seq)."
        case .missing(let experiment, _): "There is no outbox of the experiment “\(experiment)”."
        case .networkFileSystem(let path, let name):
            "\(path) lies on a network file system (\(name)), where an outbox cannot be kept."
        case .notOurFile(let path): "\(path) is no plain file of this user."
        case .newerFormat(let path, let version): "\(path) was written by a later version (format \(version))."
        case .damaged(let path, let what): "\(path) is damaged: \(what)."
        case .storage(let fault): fault.description
        }
    }

    public var hint: String? {
        switch self {
        case .held: "Wait until it has ended, or stop it."
        case .known: "Choose another --experiment-id, or leave it out."
        case .movedOn: "Wait until it has ended, then look again."
        case .missing: "lab-runner outbox status lists what there is."
        case .networkFileSystem: "Name a directory on a disk of this computer: --state DIR."
        case .notOurFile: "Move it away, or name another directory: --state DIR."
        case .newerFormat: "Use the version that wrote it."
        case .damaged: nil
        case .storage(let fault): fault.hint
        }
    }
}
