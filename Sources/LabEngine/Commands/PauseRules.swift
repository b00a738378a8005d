/// How long a run may wait.
public struct PauseRules: Sendable, Hashable {
    /// The longest pause; then the run stops, reason `pause_timeout`.
    public var longest = Duration.seconds(24 * 3600)
    /// The longest hold inside a measurement, which is blind; then it is interrupted, the cell off.
    public var holdLongest = Duration.seconds(60)

    /// The usual rules.
    public init() {}
}
