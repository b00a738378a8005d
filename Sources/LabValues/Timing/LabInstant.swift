/// A moment on a monotone clock: the time since that clock's origin, suspends included.
public struct LabInstant: Sendable, Hashable, Comparable {
    /// Time since the origin of the clock that made this instant.
    public var sinceOrigin: Duration

    /// A moment `sinceOrigin` after the origin of a clock.
    public init(sinceOrigin: Duration) { self.sinceOrigin = sinceOrigin }

    public static func < (left: Self, right: Self) -> Bool { left.sinceOrigin < right.sinceOrigin }
    /// The moment `span` later.
    public static func + (moment: Self, span: Duration) -> Self { .init(sinceOrigin: moment.sinceOrigin + span) }
    /// The time from `right` to `left`.
    public static func - (left: Self, right: Self) -> Duration { left.sinceOrigin - right.sinceOrigin }
}
