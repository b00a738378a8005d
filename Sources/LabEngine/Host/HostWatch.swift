import LabValues

/// Notices what happens to the host behind the run's back: a step of its wall clock, a sleep. Pure.
struct HostWatch: Sendable {
    /// What happened.
    enum Event: Sendable, Hashable {
        /// The wall clock was set; positive when it went forward.
        case clockStep(Duration)
        /// The host slept.
        case suspended(Duration)
    }

    private var offset: Int64
    private var suspended: Duration

    /// A wall clock may drift by this much between two looks without being called set.
    private static let tolerance: Int64 = 100
    /// A shorter sleep is none.
    private static let shortestSleep = Duration.seconds(1)

    /// Begins to watch.
    init(_ clock: any LabClock) {
        offset = Self.offset(clock)
        suspended = clock.timeSuspended
    }

    /// What has happened since the last look.
    mutating func look(_ clock: any LabClock) -> [Event] {
        var events: [Event] = []
        let asleep = clock.timeSuspended
        if asleep - suspended >= Self.shortestSleep { events.append(.suspended(asleep - suspended)) }
        suspended = asleep
        let now = Self.offset(clock)
        if abs(now - offset) > Self.tolerance { events.append(.clockStep(.milliseconds(now - offset))) }
        // Slow drift is no step: the next look compares with this one.
        offset = now
        return events
    }

    /// Wall clock minus monotone clock, in milliseconds.
    private static func offset(_ clock: any LabClock) -> Int64 {
        let now = clock.now.sinceOrigin.components
        let elapsed = now.seconds * 1000 + now.attoseconds / 1_000_000_000_000_000
        return clock.wallTime.millisecondsSinceEpoch - elapsed
    }
}
