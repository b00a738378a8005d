import LabValues

/// What the sender of one sink should do next; pure.
struct DeliveryState {
    /// Someone who waits until everything is delivered.
    struct Drain {
        let deadline: LabInstant
        let done: OneShot<Void>
    }

    /// What the sender does next.
    enum Work {
        case publish
        case flush([Drain])
        case wait(OneShot<Void>)
        case end
    }

    private var drains: [Drain] = []
    private var backOff: BackOff
    private var isFailing = false
    private var isClosing = false
    private var hasEnded = false
    private let triesWhenClosing: Bool
    /// Ends the sender's wait for work.
    private var idle: OneShot<Void>?
    /// Ends the sender's pause after an error.
    private var pause: OneShot<Void>?

    init(isLocal: Bool) {
        backOff = isLocal ? .local : .remote
        triesWhenClosing = isLocal
    }

    /// Has the sender look at its backlog again.
    mutating func wake() { wake(&idle) }

    /// Asks for a last effort: an end of the pause, and a flush once nothing is pending.
    mutating func drain(_ request: Drain) {
        guard !hasEnded else { return request.done.finish(()) }
        drains.append(request)
        backOff.reset()
        wake(&idle)
        wake(&pause)
    }

    /// Asks the sender to end. A local sink still gets what is queued, unless it fails once more.
    mutating func close() {
        isClosing = true
        wake(&idle)
        wake(&pause)
    }

    mutating func next(_ backlog: BacklogAvailability) -> Work {
        if isClosing, backlog == .nothing || !triesWhenClosing { return end() }
        if backlog == .records { return .publish }
        if backlog == .nothing, !drains.isEmpty {
            defer { drains = [] }
            return .flush(drains)
        }
        let signal = OneShot<Void>()
        idle = signal
        return .wait(signal)
    }

    /// Notes that a call went well; true when the sink had been failing.
    mutating func succeed() -> Bool {
        backOff.reset()
        defer { isFailing = false }
        return isFailing
    }

    /// Notes that a call went wrong; true when the one before went well.
    mutating func fail() -> Bool {
        defer { isFailing = true }
        return !isFailing
    }

    /// How long to pause, and what ends the pause early; nil when there is to be no other try.
    mutating func pauseAfterError() -> (length: Duration, signal: OneShot<Void>)? {
        guard !isClosing else { return nil }
        let signal = OneShot<Void>()
        pause = signal
        return (backOff.next(), signal)
    }

    mutating func end() -> Work {
        hasEnded = true
        for request in drains { request.done.finish(()) }
        drains = []
        return .end
    }

    private func wake(_ signal: inout OneShot<Void>?) {
        signal?.finish(())
        signal = nil
    }
}

extension OneShot {
    /// Waits for the value; to be awaited once.
    package var value: Value {
        get async { await withCheckedContinuation { wait($0) } }
    }
}
