/// How long to wait before the next try: doubling from `first` to `longest`.
package struct BackOff {
    /// For a sink elsewhere: nothing is gained by hurrying.
    package static let remote = BackOff(first: .seconds(1), longest: .seconds(30))
    /// For a disk: what is pending gets out soon after there is space.
    package static let local = BackOff(first: .milliseconds(200), longest: .seconds(2))

    private let first: Duration
    private let longest: Duration
    private var upcoming: Duration

    init(first: Duration, longest: Duration) {
        (self.first, self.longest, upcoming) = (first, longest, first)
    }

    /// The pause before the next try.
    package mutating func next() -> Duration {
        defer { upcoming = min(upcoming * 2, longest) }
        return upcoming
    }

    /// Begins anew.
    package mutating func reset() { upcoming = first }
}
