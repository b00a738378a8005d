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

    var machine = RunStateMachine()
    var instruments: [InstrumentRole: OpenInstrument] = [:]
    /// The instrument that author code measures with.
    var busy: InstrumentRole?
    /// What was last said about each cell.
    var cells: [InstrumentRole: String] = [:]
    var preparation: Task<OpenInstrument, any Error>?
    var openSteps: [OpenStep] = []
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
    private var runTimer: AlarmID?
    private var started: LabInstant

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
        executor = ExecutorThread()
        cellGuard = CellGuard(clock: clock, executor: ExecutorThread())
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
        let decision = machine.accept(request)
        let isStop = if case .stop = request { true } else { false }
        // Safety acts first and records second.
        if isStop { act(on: decision.effect, from: source) }
        if case .stop(now: true) = request { haste.demand() }
        emit(
            .commandReceived,
            JSONObject([
                ("command", .string(request.name)), ("source", .string(source.name)),
                ("issuer", .string(source.issuer)),
                ("status", .string(decision.status.rawValue)), ("reason", .string(decision.reason)),
            ]))
        if !isStop { act(on: decision.effect, from: source) }
        board.update { $0.state = machine.state }
        return decision
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

    private func act(on effect: RunStateMachine.Effect, from source: CommandSource) {
        switch effect {
        case .none, .hold: break
        case .forgetPause: emit(.resumed, ["source": .string(source.name), "issuer": .string(source.issuer)])
        case .goOn:
            emit(.resumed, ["source": .string(source.name), "issuer": .string(source.issuer)])
            wakeFromPause()
        case .makeSafe(let now): stop(RunReport(outcome: .stopped, reason: source.reason), now: now)
        case .leaveStep: for step in openSteps { leave(step, .skipped) }
        case .leaveOutNextStep where openSteps.isEmpty: leavesOutNextStep = true
        // Paused inside author code: what would come next is a part of that step.
        case .leaveOutNextStep: for step in openSteps { leave(step, .skipped) }
        }
    }

    private func runToEnd() async -> RunReport {
        started = clock.now
        let pulse = taskOfOurs { await $0.beatPulse() }
        defer { pulse.cancel() }
        do throws(RunRefused) {
            try await prepare()
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
            for item in configuration.recipe.items { try await execute(item) }
            try await checkpoint()
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
        let (safe, troubles) = await makeSafe()
        for instrument in instruments.values { await instrument.disconnect() }
        machine.didFinish()
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
        if report.outcome != .refused || !instruments.isEmpty || hasSpoken { announceFinish(report) }
        hasSaidAll = true
        // The last word itself may have been what did not fit.
        (report.outcome, report.reason, report.fault) = (outcome.outcome, outcome.reason, outcome.fault)
        board.update { $0.state = .finished }
        await deliver()
        await journal.close()
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

    /// Waits for delivery; haste ends the wait, and a journal that never returns is left behind.
    private func deliver() async {
        let limit = haste.isDemanded ? Duration.seconds(1) : configuration.drain
        let isOver = OneShot<Void>()
        let alarm = clock.setAlarm(at: clock.now + limit + .seconds(1)) { isOver.finish(()) }
        Task(executorPreference: cellGuard.executor) { [journal] in
            await journal.drain(within: limit)
            isOver.finish(())
        }
        if !haste.isDemanded { haste.whenDemanded { isOver.finish(()) } }
        await withCheckedContinuation { isOver.wait($0) }
        clock.cancelAlarm(alarm)
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
        if now { haste.demand() }
        // Author code has lost its bench: nothing waits for it.
        for step in openSteps { leave(step, now || step.isAuthored ? .abandoned : .interrupted) }
        wakeFromPause()
    }

    /// Tells a step to end and waits for it no longer than its device may take.
    func leave(_ step: OpenStep, _ way: OpenStep.Leaving) {
        step.leave(way)
        _ = clock.setAlarm(at: clock.now + longestStopLatency + Self.grace) { step.abandon() }
    }

    /// The first reason counts.
    func conclude(_ report: RunReport) { if ending == nil { ending = report } }

    /// The longest time an open step's device may go on after it was told to stop.
    var longestStopLatency: Duration { openSteps.map(\.stopLatency).max() ?? .zero }

    // MARK: Time

    private func startRunTimer() {
        guard let limit = configuration.limits.runTime else { return }
        runTimer = clock.setAlarm(at: started + limit) { [weak self] in self?.later { $0.runTimeIsOver(limit) } }
    }

    private func runTimeIsOver(_ limit: Duration) {
        guard machine.state != .finished, machine.state != .stopping else { return }
        let breach = LimitBreach(
            limit: .runTime, value: limit.userText, evidence: .time(clock.now - started),
            action: configuration.limits.actions[.runTime] ?? .stop)
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
