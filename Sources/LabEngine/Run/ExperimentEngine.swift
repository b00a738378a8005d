public import LabControl
import LabInstruments
import LabPrograms
public import LabPublishing
public import LabValues

/// Runs one experiment: opens instruments, executes steps, keeps limits, and ends with every cell made safe.
///
/// It lives on a thread of its own, so that neither author code nor a slow disk delays a stop.
public actor ExperimentEngine {
    let configuration: RunConfiguration
    let journal: any Journal
    let clock: any LabClock
    let timeline: Timeline
    /// What the operator is shown.
    public nonisolated let board: ProgressBoard
    private nonisolated let executor: ExecutorThread
    let cellGuard: CellGuard
    let observe: @Sendable (LabMessage) -> Void
    /// Where commands come in, whoever sends them.
    public nonisolated let inbox: CommandInbox
    let bell = CommandBell()

    var machine = RunStateMachine() { didSet { stateDidChange(from: oldValue.state) } }
    /// The commands that wait for something to happen.
    var desk = CommandDesk()
    /// The commands whose arrival was said, and that are not finished.
    var told: Set<ReceivedCommand.Ticket> = []
    /// The limits in force: those of the run, and what commands made of them.
    var limits: SafetyLimits
    /// Takes the points of the measurement that is open.
    weak var sampler: StepSampler?
    /// What is known about the instruments, once they were made safe.
    var safe: [InstrumentRole: SafeState]?
    let listenerGate = ListenerGate()
    var supervisor: ListenerSupervisor?
    /// Whether the audit could not be written, and that was said.
    var hasAuditFailed = false
    /// The step that was begun last in this process.
    var lastBegun: (index: Int, attempt: Int)?
    /// How the step ended that ended last.
    var lastEnding: (index: Int, event: EventName)?
    /// When the open step ends as predicted.
    var expectedStepEnd: LabInstant?
    var instruments: [InstrumentRole: OpenInstrument] = [:]
    /// The instrument that author code measures with.
    var busy: InstrumentRole?
    /// What was last said about each cell.
    var cells: [InstrumentRole: String] = [:]
    /// The potential each cell was last said to be held at.
    var potentials: [InstrumentRole: ElectrodePotential] = [:]
    var preparation: Task<OpenInstrument, any Error>?
    var openSteps: [OpenStep] = [] { didSet { openStepsDidChange() } }
    var ending: RunReport?
    var stepCount = 0
    var pointCount = 0
    /// The steps as the instruments that answered can run them.
    var checked: CheckedRecipe?
    /// What the plan still has before it, beside the open step.
    var planned = Duration.zero
    /// Points of the first steps; a list of them all would not fit into one message.
    var pointsPerStep: [Int] = []
    var leavesOutNextStep = false
    /// Demanded by `stop --now`.
    let haste = Haste()
    /// Set by `experiment_finished`: nothing may follow it.
    var hasSaidAll = false
    var hasSpoken = false
    private var lost = (messages: 0, points: 0)
    private var storageFault: RunFault?
    var pauseWaiters: [OneShot<Void>] = []
    /// The pause that is coming or goes on.
    var pause = PauseRecord()
    /// The potential that is held in it.
    var potentialHold: PotentialHold?
    /// Where the latest measurement with the cell on ended, by instrument.
    var lastPotentials: [InstrumentRole: ElectrodePotential] = [:]
    var runTimer: AlarmID?
    private(set) var started: LabInstant

    /// The most steps whose points are listed at the end.
    static let mostPointsPerStep = 10_000
    /// How long a step may take to end beyond what its device needs.
    static let grace = Duration.seconds(2)

    /// - Parameters:
    ///   - journal: takes every message and numbers it.
    ///   - observe: sees every message as it is made; must be quick.
    public init(
        _ configuration: RunConfiguration, journal: any Journal, clock: any LabClock,
        observe: @escaping @Sendable (LabMessage) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.journal = journal
        self.clock = clock
        self.observe = observe
        timeline = Timeline(clock)
        started = clock.now
        board = ProgressBoard()
        limits = configuration.limits
        inbox = Self.makeInbox(configuration, clock, board, bell)
        executor = ExecutorThread()
        cellGuard = CellGuard(clock: clock, executor: ExecutorThread())
        if let resumption = configuration.resumption {
            stepCount = resumption.stepIndex
            let known = resumption.pointsPerStep.prefix(resumption.stepIndex)
            pointCount = known.reduce(0, +)
            let listed = min(resumption.stepIndex, Self.mostPointsPerStep)
            pointsPerStep = known.prefix(listed) + Array(repeating: 0, count: max(0, listed - known.count))
        }
        bell.connect(self)
        inbox.onArrival { [bell] in bell.ring() }
    }

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    // MARK: What users need

    /// Runs the experiment to its end, whatever that is; cancelling the caller stops the run.
    public func run() async -> RunReport {
        // A task of its own: the way to a safe cell is never cancelled.
        let whole = taskOfOurs { await $0.runToEnd() }
        return await withTaskCancellationHandler {
            await whole.value
        } onCancel: {
            later { $0.submit(.stop(now: false), from: CommandSource(name: "task", reason: "command")) }
        }
    }

    /// Takes a command from any source; the decision is made at once.
    @discardableResult
    public func submit(_ request: RunRequest, from source: CommandSource) -> RunStateMachine.Decision {
        let asker = CommandDesk.Asker.direct(desk.directCommand(request, from: source, at: clock.now))
        return decide(CommandOrder(request), for: asker, from: source)
    }

    /// Ends the run because its storage takes no more; the cell first.
    public func storageFailed(_ message: String) {
        let fault = RunFault(
            code: "outbox_full", message: message, hint: "Free the disk; what was not written is counted as pending.")
        if storageFault == nil { storageFault = fault }
        stop(RunReport(outcome: .stopped, reason: "outbox_full", fault: fault), now: false)
    }

    /// Messages that the journal did not take; they are counted, and the run stops.
    func lose(_ messages: Int, points: Int, because reason: String) {
        lost.messages += messages
        lost.points += points
        storageFailed(reason)
    }

    /// A stop from a signal handler's thread; does not wait.
    public nonisolated func stopFromSignal(_ name: String, now: Bool) {
        later { $0.submit(.stop(now: now), from: CommandSource(name: "signal", issuer: name, reason: "signal")) }
    }

    /// `storageFailed(_:)` from any thread; does not wait.
    public nonisolated func storageFails(_ message: String) { later { $0.storageFailed(message) } }

    // MARK: How

    /// A task that never needs the concurrency pool.
    ///
    /// The preference matters although the engine has a thread of its own: without it a task that was waiting goes on
    /// by way of the pool, and waits there as long as author code keeps every thread of it busy.
    nonisolated func taskOfOurs<Value: Sendable>(
        _ body: @escaping @Sendable (isolated ExperimentEngine) async -> Value
    ) -> Task<Value, Never> {
        Task(executorPreference: executor) { await body(self) }
    }

    /// Calls the engine on its own thread; the concurrency pool, which author code may keep busy, is not needed.
    nonisolated func later(_ body: @escaping @Sendable (isolated ExperimentEngine) async -> Void) {
        Task(executorPreference: executor) { [weak self] in
            if let self { await body(self) }
        }
    }

    func act(on effect: RunStateMachine.Effect, from source: CommandSource) {
        switch effect {
        case .none: break
        case .hold(let now): hold(now: now, from: source)
        case .sharpenPause: sharpenPause(from: source)
        case .forgetPause: forgetPause(from: source)
        case .goOn: goOn(from: source)
        case .makeSafe(let now): stop(RunReport(outcome: .stopped, reason: source.reason), now: now)
        case .leaveStep: for step in openSteps { leave(step, .skipped) }
        case .leaveOutNextStep where openSteps.isEmpty: leavesOutNextStep = true
        // Paused inside author code: what would come next is a part of that step.
        case .leaveOutNextStep: for step in openSteps { leave(step, .skipped) }
        case .perform: break  // between two steps
        }
    }

    private func runToEnd() async -> RunReport {
        started = clock.now
        let pulse = taskOfOurs { await $0.keepPulse() }
        defer { pulse.cancel() }
        startListeners()
        do throws(RunRefused) {
            try await prepare()
            try await awaitListeners()
        } catch {
            conclude(error.report)
            return await finish()
        }
        let heartbeat = taskOfOurs { await $0.beat() }
        defer { heartbeat.cancel() }
        let hostWatch = taskOfOurs { await $0.watchHost() }
        defer { hostWatch.cancel() }
        machine.didPrepare()
        announceStart()
        startRunTimer()
        do throws(RunEnded) {
            for item in itemsToExecute { try await execute(item) }
            try await betweenSteps()
            conclude(RunReport(outcome: .completed, reason: nil))
        } catch {}
        return await finish()
    }

    /// Makes every instrument safe, says how the run ended, and waits for delivery as long as that was allowed.
    ///
    /// A run that was refused before it touched or said anything ends without a word.
    private func finish() async -> RunReport {
        machine.beginStopping()
        board.update { $0.state = .stopping }
        if let runTimer { clock.cancelAlarm(runTimer) }
        await endPotentialHold()
        let (safe, troubles) = await makeSafe()
        self.safe = safe
        machine.didFinish()
        answerStops()  // before anything that may take long
        for instrument in instruments.values { await instrument.disconnect() }
        if lost.messages > 0 { announceLost() }
        journal.reportDrops()
        await executor.yield()  // to the reports, which come by way of this thread
        var report = outcome
        report.steps = stepCount
        report.points = pointCount
        report.duration = clock.now - started
        report.isSimulated = isSimulated
        report.safe = safe
        report.safetyTroubles = troubles
        _ = sampler?.finish()  // a driver that was left behind says nothing more
        if report.outcome != .refused || !instruments.isEmpty || hasSpoken { announceFinish(report) }
        hasSaidAll = true
        // The last word itself may have been what did not fit.
        (report.outcome, report.reason, report.fault) = (outcome.outcome, outcome.reason, outcome.fault)
        board.update { $0.state = .finished }
        await deliver()
        await journal.close()
        await closeCommands()
        return report
    }

    /// How the run ended; a run that completed but could not be recorded did not.
    private var outcome: RunReport {
        let report = ending ?? RunReport(outcome: .completed, reason: nil)
        guard report.outcome == .completed, let storageFault else { return report }
        return RunReport(outcome: .stopped, reason: "outbox_full", fault: storageFault)
    }

    private func announceLost() {
        emit(
            .messagesDropped,
            ["count": .integer(lost.messages), "points": .integer(lost.points), "policy": "stopSafely"])
    }

    private func makeSafe() async -> ([InstrumentRole: SafeState], [String]) {
        let opened = instruments.values.sorted { $0.role.rawValue < $1.role.rawValue }
        // Every step has ended or was given the time it needs.
        let findings = await cellGuard.makeSafe(
            opened, haste: haste, abortTime: .zero)
        var troubles: [String] = []
        for instrument in opened {
            guard let finding = findings[instrument.role] else { continue }
            announceCell(instrument, isOn: finding.state == .unconfirmed ? nil : false, state: finding.state)
            guard finding.state == .unconfirmed else {
                configuration.register?.disarm(instrument.role, in: configuration.experiment)
                continue
            }
            troubles.append(
                "\(instrument.role) (\(instrument.identity.model) at \(instrument.source.address)): "
                    + finding.troubles.joined(separator: " "))
        }
        return (findings.mapValues(\.state), troubles)
    }

    var isSimulated: Bool { instruments.values.contains { $0.isSimulated } }

    // MARK: Ending

    /// Ends the run for this reason, unless it is ending for another one already; the cell is next.
    func stop(_ report: RunReport, now: Bool) {
        conclude(report)
        machine.beginStopping()
        preparation?.cancel()
        listenerGate.open()
        if now { haste.demand() }
        // Author code has lost its bench: nothing waits for it.
        for step in openSteps { leave(step, now || step.isAuthored ? .abandoned : .interrupted) }
        wakeFromPause()
    }

    /// Tells a step to end and waits for it no longer than its device may take.
    func leave(_ step: OpenStep, _ way: OpenStep.Leaving) {
        step.leave(way)
        _ = clock.setAlarm(at: clock.now + max(longestStopLatency, step.stopLatency) + Self.grace) { step.abandon() }
    }

    /// The first reason counts.
    func conclude(_ report: RunReport) { if ending == nil { ending = report } }

    /// The longest time an open step's device may go on after it was told to stop.
    var longestStopLatency: Duration {
        (openSteps + [potentialHold?.step].compactMap(\.self)).map(\.stopLatency).max() ?? .zero
    }

    // MARK: Time

    /// Also in the place of one that is set.
    func startRunTimer() {
        runTimer.map(clock.cancelAlarm)
        guard let limit = limits.runTime else { return }
        runTimer = clock.setAlarm(at: started + limit) { [weak self] in self?.later { $0.runTimeIsOver(limit) } }
    }

    private func runTimeIsOver(_ limit: Duration) {
        guard machine.state != .finished, machine.state != .stopping, limits.runTime == limit else { return }
        let breach = LimitBreach(
            limit: .runTime, value: limit.userText, evidence: .time(clock.now - started),
            action: limits.actions[.runTime] ?? .stop)
        follow(breach)
        if breach.action == .endStep { for step in openSteps { leave(step, .interrupted) } }
        announceBreach(breach)
    }

    private func beat() async {
        while (try? await clock.sleep(for: .seconds(10))) != nil {  // ends when the run does
            announceHeartbeat()
        }
    }
}

/// Thrown where steps end because the run does.
struct RunEnded: Error {}
