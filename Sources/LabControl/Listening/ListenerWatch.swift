public import LabValues

/// When a listener that died is started again, and what is told about it. Pure.
public struct ListenerWatch: Sendable, Hashable {
    private var lostSince: LabInstant?
    private var heardSince: LabInstant?
    private var failures = 0

    /// The first and the longest wait before a restart.
    public static let pauses = Duration.milliseconds(100)...Duration.seconds(30)
    /// A listener that listened so long is started again at once, as if it had never failed.
    public static let calm = Duration.seconds(60)

    /// A listener that has not listened yet.
    public init() {}

    /// Since when nothing is heard; nil while it listens, and before its first failure.
    public var isLostSince: LabInstant? { lostSince }

    /// It listens; the time without it when it had been lost.
    public mutating func didListen(at now: LabInstant) -> Duration? {
        if heardSince == nil { heardSince = now }
        defer { lostSince = nil }
        return lostSince.map { now - $0 }
    }

    /// It hears nothing; true when that is news.
    public mutating func didLose(at now: LabInstant) -> Bool {
        heardSince = nil
        guard lostSince == nil else { return false }
        lostSince = now
        return true
    }

    /// It died; how long to wait before it is started again.
    public mutating func didDie(at now: LabInstant) -> Duration {
        if let heardSince, now - heardSince >= Self.calm { failures = 0 }
        failures += 1
        let pause = Self.pauses.lowerBound * (1 << min(failures - 1, 16))
        return min(pause, Self.pauses.upperBound)
    }
}
