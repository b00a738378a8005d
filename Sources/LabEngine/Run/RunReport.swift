public import LabValues

/// How a run ended.
public struct RunReport: Sendable, Hashable {
    /// The four ways.
    public enum Outcome: String, Sendable, Hashable {
        case completed, stopped, failed, refused
    }

    /// How it ended.
    public var outcome: Outcome
    /// Why: `signal`, `limit:i_max`, `link_lost`, …; nil when it completed.
    public var reason: String?
    /// What went wrong and what to do, in sentences, when something did.
    public var fault: RunFault?
    /// Executed steps.
    public var steps = 0
    /// Recorded points, phases included.
    public var points = 0
    /// From the first instrument opened to the end.
    public var duration = Duration.zero
    /// Whether any instrument is an emulator.
    public var isSimulated = false
    /// What is known about each instrument in the end.
    public var safe: [InstrumentRole: SafeState] = [:]
    /// Why an instrument is not confirmed, and what to do.
    public var safetyTroubles: [String] = []

    /// A run that ended in this way.
    public init(outcome: Outcome, reason: String?, fault: RunFault? = nil) {
        self.outcome = outcome
        self.reason = reason
        self.fault = fault
    }

    /// The exit code of the command line.
    public var exitCode: Int32 {
        if safe.values.contains(.unconfirmed) { return 5 }
        return switch outcome {
        case .completed: 0
        case .stopped: 3
        case .failed: 1
        case .refused: reason == "invalid_input" ? 2 : 4
        }
    }
}

/// What went wrong, for people and for programs.
public struct RunFault: Sendable, Hashable {
    /// One word.
    public var code: String
    /// One sentence or more.
    public var message: String
    /// What to do next.
    public var hint: String?

    /// A fault in words.
    public init(code: String, message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// Any error in words.
    public init(_ error: any Error, code: String? = nil) {
        let fault = error as? any LabFault
        self.init(code: code ?? fault?.code ?? "program_error", message: "\(error)", hint: fault?.hint)
    }
}
