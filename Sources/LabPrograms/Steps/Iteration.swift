/// One finished round of a `RepeatUntil`.
public struct Iteration: Sendable {
    /// Which round, from 0.
    public let index: Int
    /// What was measured in it, in order.
    public let measurements: [Measurement]

    /// A round.
    public init(index: Int, measurements: [Measurement]) {
        self.index = index
        self.measurements = measurements
    }
}
