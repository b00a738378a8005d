extension Duration {
    /// The longest duration made from a number or a text: 285 years, short enough that sums of a few,
    /// and whole nanoseconds in 64 bits, cannot overflow.
    public static let clampLimit = Duration.seconds(9_000_000_000)

    /// So many seconds; what is longer than ``clampLimit`` becomes it, and "not a number" becomes zero. Never traps.
    ///
    /// - Units: seconds, rounded to the nanosecond; below a millisecond to the attosecond.
    public init(secondsClamped seconds: Double) {
        let limit = 9e9
        if seconds.isNaN {
            self = .zero
        } else if seconds.magnitude >= limit {
            self = seconds < 0 ? .zero - Self.clampLimit : Self.clampLimit
        } else if seconds.magnitude < 1e-3 {
            self = Duration(secondsComponent: 0, attosecondsComponent: Int64((seconds * 1e18).rounded()))
        } else {
            self = .nanoseconds(Int64((seconds * 1e9).rounded()))
        }
    }

    /// The number of seconds; the nearest `Double` to any duration of whole nanoseconds up to a hundred days.
    public var inSeconds: Double {
        let seconds = self / .seconds(1)  // rounded twice; a division of 128-bit integers would take ten times as long
        let nanoseconds = (seconds * 1e9).rounded()
        guard nanoseconds.magnitude < 0x1p53, .nanoseconds(Int64(nanoseconds)) == self else { return seconds }
        return nanoseconds / 1e9
    }
}
