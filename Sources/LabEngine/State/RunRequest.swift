public import LabValues

/// What a command asks of a run, whoever sent it.
public enum RunRequest: Sendable, Hashable {
    /// Hold after the step that is open, or at once.
    case pause(now: Bool)
    /// Go on; a limit that latched must be acknowledged by name.
    case resume(acknowledge: LimitName?)
    /// End the run, the cell off; at once means without waiting for an end mark.
    case stop(now: Bool)
    /// Leave the step that is open.
    case skipStep
    /// Tighten a limit.
    case setLimit
    /// How far is it?
    case status
    /// Are you there?
    case ping
    /// Keep a remark.
    case note
    /// Do what the program declares under this name.
    case perform(String)

    /// The command's name on the wire.
    public var name: String {
        switch self {
        case .pause: "pause"
        case .resume: "resume"
        case .stop: "stop"
        case .skipStep: "skip_step"
        case .setLimit: "set_limit"
        case .status: "status"
        case .ping: "ping"
        case .note: "note"
        case .perform(let name): name
        }
    }
}
