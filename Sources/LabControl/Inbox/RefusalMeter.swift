import LabValues

/// Counts refusals: up to ten a second are answered one by one, the others become one summary. Pure.
struct RefusalMeter: Sendable {
    private var start: LabInstant?
    private var answered = 0
    private var silent: [String: Int] = [:]

    static let perSecond = 10
    private static let window = Duration.seconds(1)

    /// When the running second is over, where something must be summed up then.
    var due: LabInstant? { silent.isEmpty ? nil : start.map { $0 + Self.window } }

    /// Whether a refusal is answered; the other is counted.
    mutating func answers(_ reason: String, at now: LabInstant) -> Bool {
        if start.map({ now - $0 >= Self.window }) ?? true { (start, answered) = (now, 0) }
        if answered < Self.perSecond {
            answered += 1
            return true
        }
        silent[reason, default: 0] += 1
        return false
    }

    /// What was counted, when its second is over.
    mutating func summary(of source: String, at now: LabInstant) -> RefusalSummary? {
        guard let due, now >= due else { return nil }
        defer { silent = [:] }
        return RefusalSummary(source: source, reasons: silent)
    }
}

/// Refusals that came too fast to be answered one by one.
public struct RefusalSummary: Sendable, Hashable {
    /// The listener they came in by.
    public var source: String
    /// How many of each reason, beside those that were answered.
    public var reasons: [String: Int]
    /// How many in all.
    public var count: Int { reasons.values.reduce(0, +) }
}
