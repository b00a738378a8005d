/// What follows when a step is interrupted: by `pause` where the instrument cannot hold, by a lost link, by a suspend.
public enum InterruptionPolicy: Sendable, Hashable, CustomStringConvertible {
    /// The run ends as stopped, the cell off.
    case stop
    /// The run goes on with the next step.
    case skip
    /// The step runs again from its beginning, so many times; only for steps marked `.repeatable()`. Then the run stops.
    case restart(atMost: Int)

    /// How many restarts a repeatable step has when nobody says.
    public static let usualRestarts = 3

    public var description: String {
        switch self {
        case .stop: "stop"
        case .skip: "skip"
        case .restart(let count): "restart(atMost: \(count))"
        }
    }
}
