/// What happens when a limit is breached.
public enum LimitAction: String, Sendable, Hashable {
    /// End the run as failed, the cell off; the default.
    case stop
    /// Hold the run; `resume` must acknowledge the limit.
    case pause
    /// End the step; the run goes on.
    case endStep
}
