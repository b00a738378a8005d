/// How long a reading must stay beyond a limit before the limit breaches: so many points in a row, or so much time.
///
/// Where both are given the one that comes first counts. Time is the instrument's own; while it is unknown, or does not
/// rise, the limit breaches at once.
public struct LimitDwell: Sendable, Hashable {
    /// Points in a row, the last of which breaches; nil when points do not count.
    public let points: Int?
    /// Time from the first point beyond the limit; nil when time does not count.
    public let time: Duration?

    /// So many points in a row; 1 is no dwell at all, and less is taken as 1.
    public static func points(_ count: Int) -> Self { Self(points: max(1, count), time: nil) }
    /// So much time; none is no dwell at all.
    public static func time(_ span: Duration) -> Self { Self(points: nil, time: max(.zero, span)) }

    /// Both at once: whichever is over first.
    func shortened(by other: Self) -> Self {
        Self(
            points: [points, other.points].compactMap(\.self).min(), time: [time, other.time].compactMap(\.self).min())
    }

    /// As a user would write it, each after a `for=` of its own: `3`, `200 ms`.
    public var userText: [String] { [points.map(String.init), time?.userText].compactMap(\.self) }
}
