/// A wait with the cell off that records nothing.
public struct Rest: Steps {
    private let duration: Duration

    /// Waits for `duration`.
    public init(_ duration: Duration) { self.duration = duration }

    public var nodes: [StepNode] { [StepNode(.action(.rest(duration)))] }
}
