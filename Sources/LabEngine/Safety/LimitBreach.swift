public import LabValues

/// A limit that was breached, and by what.
public struct LimitBreach: LabFault, Hashable {
    /// What showed the breach.
    public enum Evidence: Sendable, Hashable {
        /// A reading beyond the limit; a reading at the limit keeps it.
        case reading(String)
        /// The instrument delivered no value while the limit was armed.
        case noValue
        /// The current range was overloaded: the true current lies beyond it.
        case overload(range: String)
        /// Time passed.
        case time(Duration)
        /// More points than predicted.
        case points(Int)
    }

    /// Which limit.
    public let limit: LimitName
    /// Its value as the user would type it.
    public let value: String
    /// What showed it.
    public let evidence: Evidence
    /// What it does.
    public let action: LimitAction

    /// A breach.
    public init(limit: LimitName, value: String, evidence: Evidence, action: LimitAction) {
        self.limit = limit
        self.value = value
        self.evidence = evidence
        self.action = action
    }

    public var recovery: Recovery { .cellOffAndStop }
    public var code: String { "limit:\(limit.rawValue)" }
    public var description: String {
        let what =
            switch evidence {
            case .reading(let reading): "\(reading) was read"
            case .noValue: "no value was delivered while it was armed"
            case .overload(let range): "the range \(range) was overloaded, so the true value is unknown"
            case .time(let span): "\(span.roundedText) passed"
            case .points(let count): "\(count) points came"
            }
        return "The limit \(limit.rawValue)=\(value) was breached: \(what)."
    }
    public var hint: String? {
        switch evidence {
        case .overload: "Choose a wider range (range=…), or a limit inside the range."
        case .noValue: "Check the leads and the current range."
        default: nil
        }
    }
}
