#if Kafka
/// How long to wait before the next try: twice as long each time, up to a limit.
struct BackOff: Sendable {
    private let first: Duration
    private let limit: Duration
    private var following: Duration

    init(from first: Duration = .milliseconds(100), to limit: Duration = .seconds(30)) {
        self.first = first
        self.limit = limit
        following = first
    }

    /// The wait before the next try.
    mutating func next() -> Duration {
        defer { following = min(limit, following * 2) }
        return following
    }

    /// Called after a success: the next wait is short again.
    mutating func reset() { following = first }
}
#endif
