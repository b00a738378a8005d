public import LabValues

/// Decides what a command means in every state, and how a run moves from one state to the next. Pure.
public struct RunStateMachine: Sendable, Hashable {
    /// What the engine has to do about a command.
    public enum Effect: Sendable, Hashable {
        case none
        /// Hold when the open step is done; at once when `now`.
        case hold(now: Bool)
        /// Switch off what the pause holds, unless whoever asks for it again may have it held.
        case sharpenPause
        /// Forget the pause that was asked for.
        case forgetPause
        /// Leave the pause.
        case goOn
        /// Revoke every handle, cancel the step, make safe.
        case makeSafe(now: Bool)
        /// Leave the open step.
        case leaveStep
        /// Leave out the step that would come next.
        case leaveOutNextStep
        /// Run the program's own code for the command, between two steps.
        case perform
    }

    /// What is answered and what is done.
    public struct Decision: Sendable, Hashable {
        /// The first reply.
        public var status: CommandReply.Status
        /// Why it is refused.
        public var reason: String?
        /// What the engine does.
        public var effect: Effect

        static func accepted(_ effect: Effect) -> Self { .init(status: .accepted, reason: nil, effect: effect) }
        static func done(_ effect: Effect = .none) -> Self { .init(status: .done, reason: nil, effect: effect) }
        static func refused(_ reason: String) -> Self { .init(status: .refused, reason: reason, effect: .none) }
    }

    /// Where the run is.
    public private(set) var state = RunState.preparing
    /// How many steps are open: a measurement inside author code is one within another.
    public private(set) var openSteps = 0
    /// Whether a step is open.
    public var hasOpenStep: Bool { openSteps > 0 }
    /// The first limit that paused the run and has not been acknowledged.
    public var latched: LimitName? { latches.first }
    /// Every such limit: each wants an acknowledgement of its own.
    private var latches: [LimitName] = []
    /// Where the run goes when a pause is taken back.
    private var beforePause = RunState.running

    /// A run that is being prepared.
    public init() {}

    /// What `request` means now; the state changes accordingly.
    public mutating func accept(_ request: RunRequest) -> Decision {
        switch request {
        case .pause(let now): pause(now: now)
        case .resume(let acknowledged): resume(acknowledged)
        case .stop(let now): stop(now: now)
        case .skipStep: skipStep()
        case .setLimit: isEnding ? .refused(state.rawValue) : .done()
        case .perform: isEnding ? .refused(state.rawValue) : .accepted(.perform)
        case .status, .ping, .note: .done()
        }
    }

    private var isEnding: Bool { state == .stopping || state == .finished }

    private mutating func pause(now: Bool) -> Decision {
        switch state {
        case .preparing, .running, .waitingForLink:
            beforePause = state
            state = .pausing
            return .accepted(.hold(now: now))
        case .pausing: return .accepted(.hold(now: now))
        case .paused: return .done(.sharpenPause)
        case .stopping, .finished: return .refused(state.rawValue)
        }
    }

    private mutating func resume(_ acknowledged: LimitName?) -> Decision {
        switch state {
        case .pausing, .paused:
            latches.removeAll { $0 == acknowledged }
            guard latches.isEmpty else { return .refused("limit_not_acknowledged") }
            defer { state = state == .paused ? .running : beforePause }
            return .done(state == .paused ? .goOn : .forgetPause)
        case .preparing, .running, .waitingForLink: return .refused("not_paused")
        case .stopping, .finished: return .refused(state.rawValue)
        }
    }

    private mutating func stop(now: Bool) -> Decision {
        switch state {
        case .finished: return .done()
        case .preparing, .running, .waitingForLink, .pausing, .paused, .stopping:
            // Said twice it does no harm, and leaves what was opened meanwhile.
            state = .stopping
            return .accepted(.makeSafe(now: now))
        }
    }

    private mutating func skipStep() -> Decision {
        switch state {
        case .preparing, .running, .waitingForLink, .pausing:
            hasOpenStep ? .accepted(.leaveStep) : .refused("no_open_step")
        case .paused: .done(.leaveOutNextStep)
        case .stopping, .finished: .refused(state.rawValue)
        }
    }
}

// MARK: How the run itself moves on

extension RunStateMachine {
    /// Everything is open and checked.
    public mutating func didPrepare() {
        switch state {
        case .preparing: state = .running
        case .pausing: beforePause = .running
        default: break
        }
    }

    /// A step begins.
    public mutating func didOpenStep() { openSteps += 1 }

    /// A step is over, however it ended.
    public mutating func didCloseStep() { openSteps = max(0, openSteps - 1) }

    /// A pause that was asked for is reached, between steps or inside one.
    public mutating func didHold() { if state == .pausing { state = .paused } }

    /// A wire is lost while the run goes on.
    public mutating func didLoseLink() {
        switch state {
        case .running: state = .waitingForLink
        case .pausing: beforePause = .waitingForLink
        default: break
        }
    }

    /// The same device answers again.
    public mutating func didRestoreLink() {
        switch state {
        case .waitingForLink: state = .running
        case .pausing: beforePause = .running
        default: break
        }
    }

    /// A limit whose action is `pause` was breached.
    public mutating func didBreach(_ limit: LimitName) {
        guard !isEnding else { return }
        if !latches.contains(limit) { latches.append(limit) }
        if state != .pausing, state != .paused {
            beforePause = state
            state = .pausing
        }
    }

    /// The steps are over, or something failed: the run ends.
    public mutating func beginStopping() { if state != .finished { state = .stopping } }

    /// Every instrument has been made safe or given up.
    public mutating func didFinish() { state = .finished }
}
