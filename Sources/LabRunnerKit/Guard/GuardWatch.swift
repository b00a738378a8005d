import LabValues

/// Decides what a guard does about what it sees of its run. Pure.
///
/// Times are those of a clock that stands still while the host sleeps.
struct GuardWatch: Sendable {
    /// What is to be done.
    enum Verdict: Sendable, Hashable {
        /// Go on watching.
        case watch
        /// The run ended in order: go.
        case leave
        /// The run is silent: end it, then go on watching for its end.
        case kill
        /// The run is gone, and left things as they were.
        case rescue
    }

    /// What is open, as far as the run told.
    private(set) var armed: [ArmedInstrument] = []
    /// Whether the run was ended for its silence.
    private(set) var hasKilled = false
    private let span: Duration?
    private let seesProcess: Bool
    private var silence = Duration.zero
    private var lastLook: Duration
    private var isClosed = false
    private var isOver: Verdict?

    /// A look may be late by so much; the rest of a longer gap is the guard's own sleep, not the run's silence.
    private static let longestLook = Duration.seconds(2)
    /// How long a run that was killed may take to end; a process that waits for a disk ends when it has its answer.
    private static let longestDeath = Duration.seconds(5)

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - span: the longest silence; nil for no limit.
    ///   - seesProcess: whether the end of the process itself is seen, beside that of the wire to it.
    init(span: Duration?, seesProcess: Bool, at now: Duration) {
        (self.span, self.seesProcess, lastLook) = (span, seesProcess, now)
    }

    /// The run said something.
    mutating func hear(_ message: GuardMessage) -> Verdict {
        if let isOver { return isOver }
        silence = .zero
        switch message {
        case .armed(let instruments): armed = instruments
        case .goodbye: isOver = .leave
        case .alive, .ready: break
        }
        return isOver ?? .watch
    }

    /// The wire to the run has ended. Its process may be about to, or somebody in it has closed what is not theirs.
    mutating func seeClosed() -> Verdict {
        isClosed = true
        if isOver == nil, !seesProcess { isOver = .rescue }
        return isOver ?? .watch
    }

    /// The run's process has ended.
    mutating func seeEnded() -> Verdict {
        if isOver == nil { isOver = .rescue }
        return isOver ?? .rescue
    }

    /// Time has passed.
    ///
    /// - Parameter isTraced: whether a debugger holds the run; asked only when it counts.
    mutating func look(at now: Duration, isTraced: () -> Bool) -> Verdict {
        let passed = min(max(.zero, now - lastLook), Self.longestLook)
        lastLook = now
        if let isOver { return isOver }
        silence += passed
        if hasKilled {
            if silence >= Self.longestDeath { isOver = .rescue }
            return isOver ?? .watch
        }
        // A run that has nothing open may be as silent as it likes.
        guard let span, silence >= span, !armed.isEmpty || isClosed else { return .watch }
        silence = .zero
        guard !isTraced() else { return .watch }
        hasKilled = true
        return .kill
    }
}
