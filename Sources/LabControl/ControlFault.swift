public import LabValues

/// Why a file or a socket of the control floor cannot be used.
public enum ControlFault: LabFault, Hashable {
    case cannotOpen(path: String, errorNumber: Int32)
    case cannotWrite(path: String, errorNumber: Int32)
    /// A symbolic link stands there; it is not followed.
    case isLink(path: String)
    /// Something else than a plain file stands there.
    case notAFile(path: String)
    /// Something else than a socket stands there.
    case notASocket(path: String)
    /// Another user's.
    case foreign(path: String, owner: UInt32)
    /// Others may put files into the directory.
    case openDirectory(path: String, mode: UInt32)
    /// A run that lives listens there.
    case inUse(path: String, pid: Int32?)
    /// The audit file of another station or experiment.
    case belongsElsewhere(path: String, experiment: String, station: String)
    /// Longer than the operating system takes.
    case pathTooLong(path: String)
    /// A system call failed.
    case system(call: String, errorNumber: Int32)
    /// No run listens there.
    case nobodyListens(path: String)
    /// The other side went away before the last reply.
    case hungUp(path: String)
    /// The last reply did not come in time.
    case noAnswer(path: String, waited: Duration)

    public var recovery: Recovery { .refuse }
    public var code: String { "control_error" }

    public var description: String {
        switch self {
        case .cannotOpen(let path, let number): "\(path) cannot be opened: \(systemError(number))."
        case .cannotWrite(let path, let number): "\(path) cannot be written: \(systemError(number))."
        case .isLink(let path): "\(path) is a symbolic link, which is not followed."
        case .notAFile(let path): "\(path) is no plain file."
        case .notASocket(let path): "\(path) is no socket, and is not touched."
        case .foreign(let path, let owner): "\(path) belongs to another user (\(owner))."
        case .openDirectory(let path, let mode):
            "Other users may write into \(path) (mode \(String(mode & 0o7777, radix: 8)))."
        case .inUse(let path, let pid): "\(path) is in use" + (pid.map { " by process \($0)" } ?? "") + "."
        case .belongsElsewhere(let path, let experiment, let station):
            "\(path) is the audit of “\(experiment)” at the station “\(station)”."
        case .pathTooLong(let path): "The path \(path) is too long for a socket."
        case .system(let call, let number): "\(call) failed: \(systemError(number))."
        case .nobodyListens(let path): "No run listens at \(path)."
        case .hungUp(let path): "The run at \(path) went away before its last reply."
        case .noAnswer(let path, let waited): "The run at \(path) gave no last reply within \(waited.compactText)."
        }
    }

    public var hint: String? {
        switch self {
        case .openDirectory(let path, _): "chmod 700 \(path), or name another place: --control SOCKET."
        case .isLink, .notASocket, .foreign, .pathTooLong: "Name another place: --control SOCKET."
        case .nobodyListens: "lab-runner runs lists the runs there are."
        default: nil
        }
    }
}
