/// Turns moments of a monotone clock into timestamps: the wall clock at the start plus the time since.
///
/// Timestamps of one run therefore never go back, whatever happens to the wall clock meanwhile.
public struct Timeline: Sendable {
    /// The wall clock when the timeline began.
    public let start: Timestamp
    /// The same moment on the monotone clock.
    public let origin: LabInstant

    /// A timeline that begins now.
    public init(_ clock: any LabClock) { (start, origin) = (clock.wallTime, clock.now) }

    /// The timestamp of a moment.
    public func timestamp(_ moment: LabInstant) -> Timestamp { start + (moment - origin) }
}
