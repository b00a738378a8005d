import LabPrograms
import LabValues
import Synchronization

/// A step that is being executed: the task that does it, and the ways to leave it.
final class OpenStep: Sendable {
    /// How a step was left.
    enum Leaving: Sendable, Hashable {
        case interrupted, skipped, abandoned
        /// By a pause that could not hold it: its policy says what follows.
        case paused
    }

    /// How its task ended.
    enum End: Sendable {
        case returned
        case threw(any Error)
        /// It did not end in time and was left behind.
        case abandoned

        /// Whether what was to be done was done.
        var isReturn: Bool { if case .returned = self { true } else { false } }
    }

    private struct State {
        var task: Task<Void, Never>?
        var leaving: Leaving?
        var breach: LimitBreach?
        var clock: StepClock
        var rests: [PausableRest] = []
        var measurement: (instrument: OpenInstrument, sampler: StepSampler)?
        var hold = DeviceHold()
        var alarm: AlarmID?
    }

    let index: Int
    let path: String
    let title: String
    let started: LabInstant
    /// From 1; rises when the step is run again.
    let attempt: Int
    /// Whether the author's code runs in it, which may never return.
    let isAuthored: Bool
    /// How long the device may go on after it was told to stop.
    let stopLatency: Duration
    /// The step whose author code asked for this one.
    let author: OpenStep?
    /// What follows when a measurement in it is interrupted.
    let interruption: InterruptionPolicy
    /// Whether running it again spoils nothing.
    let isRepeatable: Bool
    /// What author code in this step was lent.
    let lease = HandleLease()
    private let end = OneShot<End>()
    private let closed = OneShot<Void>()
    private let state: Mutex<State>

    init(
        index: Int, path: String, title: String, started: LabInstant, attempt: Int = 1, isAuthored: Bool = false,
        stopLatency: Duration = .zero, author: OpenStep? = nil, interruption: InterruptionPolicy = .stop,
        isRepeatable: Bool = false
    ) {
        state = Mutex(State(clock: StepClock(started: started)))
        self.attempt = attempt
        self.interruption = interruption
        self.isRepeatable = isRepeatable
        self.index = index
        self.path = path
        self.title = title
        self.started = started
        self.isAuthored = isAuthored
        self.stopLatency = stopLatency
        self.author = author
    }

    /// Runs `work` on `executor` (the concurrency pool when nil) and waits until it has ended or was abandoned.
    ///
    /// A step that was left before its work began does not begin it.
    func perform(on executor: (any TaskExecutor)?, _ work: @escaping @Sendable () async throws -> Void) async -> End {
        let isLeft = leaving != nil  // asked here: the task may be quicker than its cancellation
        let task = Task.detached(executorPreference: executor) { [end] in
            do {
                if isLeft { throw CancellationError() }
                try Task.checkCancellation()
                try await work()
                end.finish(.returned)
            } catch {
                end.finish(.threw(error))
            }
        }
        let leaving = state.withLock { state in
            state.task = task
            return state.leaving
        }
        if leaving != nil { task.cancel() }
        return await withCheckedContinuation { end.wait($0) }
    }

    /// Tells the step to end; only the first way counts.
    func leave(_ way: Leaving) {
        lease.revoke()
        let task = state.withLock { state in
            if state.leaving == nil { state.leaving = way }
            return state.task
        }
        task?.cancel()
        if way == .abandoned { abandon() }
    }

    /// Waits for the step no longer.
    func abandon() {
        end.finish(.abandoned)
        state.withLock { $0.task }?.cancel()
    }

    /// How it was told to end, if it was.
    var leaving: Leaving? { state.withLock { $0.leaving } }

    /// The first breach that time showed.
    var breach: LimitBreach? { state.withLock { $0.breach } }

    /// Notes a breach that time showed.
    func note(_ breach: LimitBreach) { state.withLock { $0.breach = $0.breach ?? breach } }

    /// Its end has been said; nothing of it goes on.
    func close() {
        lease.revoke()
        closed.finish(())
    }

    /// Waits for `close()`; for one waiter.
    func whenClosed() async { await withCheckedContinuation { closed.wait($0) } }
}

// MARK: What a pause needs

extension OpenStep {
    /// What the device is asked to do, and what it does: the two differ while they talk.
    struct DeviceHold: Sendable {
        var isWanted = false
        var isHolding = false
        var isTalking = false
        /// Ends a hold that lasts too long.
        var alarm: AlarmID?
    }

    /// The measurement in it, once it runs.
    var measurement: (instrument: OpenInstrument, sampler: StepSampler)? { state.withLock { $0.measurement } }

    /// A measurement begins in it.
    func measures(on instrument: OpenInstrument, _ sampler: StepSampler) {
        state.withLock { $0.measurement = (instrument, sampler) }
    }

    /// How it stands with holding the device; for the engine alone.
    var hold: DeviceHold {
        get { state.withLock { $0.hold } }
        set { state.withLock { $0.hold = newValue } }
    }

    /// The waits in it that are not over.
    var rests: [PausableRest] { state.withLock { $0.rests } }

    func begin(_ rest: PausableRest) { state.withLock { $0.rests.append(rest) } }
    func end(_ rest: PausableRest) { state.withLock { state in state.rests.removeAll { $0 === rest } } }

    /// Its time stands still until `goOn(at:)`.
    func pause(at moment: LabInstant) {
        state.withLock { $0.clock.pause(at: moment) }
        for rest in rests { rest.pause() }
    }

    /// Its time runs again.
    func goOn(at moment: LabInstant) {
        state.withLock { $0.clock.goOn(at: moment) }
        for rest in rests { rest.goOn() }
    }

    /// How its time runs.
    var time: StepClock { state.withLock { $0.clock } }

    /// The alarm of its time limit; the one before is handed back.
    @discardableResult
    func keep(_ alarm: AlarmID?) -> AlarmID? {
        state.withLock { state in
            defer { state.alarm = alarm }
            return state.alarm
        }
    }
}
