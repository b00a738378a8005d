import LabInstruments
import LabPrograms
import LabPublishing
import LabValues
import Synchronization

extension ExperimentEngine {
    /// Executes an item of the recipe.
    ///
    /// - Throws: `RunEnded` when the run ends in it.
    func execute(_ item: Recipe.Item) async throws(RunEnded) {
        switch item {
        case .step(let step):
            _ = try await execute(step, keepsPoints: false)
            if let checked { planned = max(.zero, planned - checked.estimate(of: step).duration) }
        case .repeatUntil(let loop): try await execute(loop)
        }
    }

    private func execute(_ loop: RepeatUntilItem) async throws(RunEnded) {
        for index in 0..<max(loop.atMost, 0) {
            var measurements: [Measurement] = []
            for item in loop.items(iteration: index) {
                guard case .step(let step) = item else {
                    try await execute(item)
                    continue
                }
                if let measurement = try await execute(step, keepsPoints: true) { measurements.append(measurement) }
            }
            if try await isSatisfied(loop, Iteration(index: index, measurements: measurements)) { return }
        }
        emit(
            .warning,
            [
                "step_path": .string(loop.path),
                "message": .string(
                    "“\(loop.name)” ended after \(loop.atMost) iterations without its condition being met."),
            ])
    }

    /// Asks the author's condition, as a step of its own that may be stopped; one that was left counts as not met.
    private func isSatisfied(_ loop: RepeatUntilItem, _ iteration: Iteration) async throws(RunEnded) -> Bool {
        let answer = Mutex(false)
        let step = OpenStep(
            index: stepCount, path: loop.path, title: loop.name, started: clock.now, isAuthored: true)
        openSteps.append(step)
        machine.didOpenStep()
        setStepTimer(step)
        let end = await step.perform(on: nil) { [until = loop.until] in
            let isMet = try await until(iteration)
            answer.withLock { $0 = isMet }
        }
        if let alarm = step.keep(nil) { clock.cancelAlarm(alarm) }
        openSteps.removeAll { $0 === step }
        machine.didCloseStep()
        if let breach = step.breach {
            follow(breach)
            announceBreach(breach)
        } else if case .threw(let error) = end, step.leaving == nil {
            failProgram(error, at: loop.path)
        }
        try await checkpoint()
        return answer.withLock { $0 } && step.leaving == nil
    }

    /// Executes a step between two checkpoints; a measurement's points come back when `keepsPoints`.
    ///
    /// - Parameter author: the step whose code asks for this one.
    func execute(
        _ step: Step, keepsPoints: Bool, for author: OpenStep? = nil
    ) async throws(RunEnded) -> Measurement? {
        if author == nil { try await betweenSteps() } else { try await checkpoint() }
        if author?.lease.isRevoked == true { return nil }
        let index = stepCount
        stepCount += 1
        if pointsPerStep.count < Self.mostPointsPerStep { pointsPerStep.append(0) }
        if leavesOutNextStep {
            leaveOut(step, index: index, attempt: firstAttempt(of: index))
            return nil
        }
        machine.didOpenStep()
        defer { machine.didCloseStep() }
        if case .measure(let technique) = step.action {
            return try await measure(technique, in: step, index: index, keepsPoints: keepsPoints, for: author)
        }
        try await executeWithoutMeasuring(step, index: index)
        return nil
    }

    /// Measures until the step is over: again from its beginning when a pause interrupted it and its policy says so.
    private func measure(
        _ technique: Technique, in step: Step, index: Int, keepsPoints: Bool, for author: OpenStep?
    ) async throws(RunEnded) -> Measurement? {
        var attempt = firstAttempt(of: index)
        while true {
            let (measurement, isInterrupted) = try await measure(
                technique, in: step, index: index, attempt: attempt, keepsPoints: keepsPoints, for: author)
            guard isInterrupted else { return measurement }
            guard try await isRepeated(step, index: index, attempt: attempt, for: author) else { return nil }
            attempt += 1
        }
    }

    /// A step that was to come next and does not, as `skip_step` asked in a pause.
    func leaveOut(_ step: Step, index: Int, attempt: Int) {
        leavesOutNextStep = false
        let open = OpenStep(index: index, path: step.path, title: step.title, started: clock.now, attempt: attempt)
        announceStart(of: step, index: index, attempt: attempt, checked: nil)
        announceEnd(.stepSkipped, open)
    }

    func executeWithoutMeasuring(_ step: Step, index: Int) async throws(RunEnded) {
        func open(isAuthored: Bool) -> OpenStep {
            OpenStep(
                index: index, path: step.path, title: step.title, started: clock.now,
                attempt: firstAttempt(of: index), isAuthored: isAuthored,
                interruption: step.interruption, isRepeatable: step.isRepeatable)
        }
        switch step.action {
        case .measure: break
        case .rest(let span):
            let open = open(isAuthored: false)
            let rest = PausableRest(span, clock: clock)
            open.begin(rest)
            try await run(step, as: open, on: cellGuard.executor) { try await rest.wait() }
        case .note(let text):
            announceStart(of: step, index: index, checked: nil)
            emit(.note, ["text": .string(text), "step_index": .integer(index)])
            announceEnd(.stepCompleted, open(isAuthored: false))
        case .perform(let perform):
            let open = open(isAuthored: true)
            let bench = EngineBench(engine: self, step: open)
            try await run(step, as: open, on: nil) { try await perform.body(bench) }
        }
    }

    /// Runs a step that measures nothing itself.
    private func run(
        _ step: Step, as open: OpenStep, on executor: (any TaskExecutor)?,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws(RunEnded) {
        openSteps.append(open)
        announceStart(of: step, index: open.index, checked: nil)
        setStepTimer(open)
        let end = await open.perform(on: executor, work)
        if let alarm = open.keep(nil) { clock.cancelAlarm(alarm) }
        openSteps.removeAll { $0 === open }
        open.lease.revoke()
        await leaveMeasurements(of: open)
        try conclude(open, end, open.breach) { error in
            let fault = error as? any LabFault
            return RunReport(
                outcome: .failed, reason: "program_error",
                fault: RunFault(code: "program_error", message: "\(open.path): \(error)", hint: fault?.hint))
        }
    }

    /// Ends what author code left running when it returned or was left; nothing of a step outlives it.
    private func leaveMeasurements(of author: OpenStep) async {
        for step in openSteps where step.author === author {
            leave(step, .interrupted)
            await step.whenClosed()
        }
    }

    /// What the end of a step means: its event, and whether the run goes on. Safety acts before anything is said.
    ///
    /// - Parameter failure: how the run ends when the step threw.
    func conclude(
        _ open: OpenStep, _ end: OpenStep.End, _ breach: LimitBreach?, _ facts: JSONObject = JSONObject(),
        failure: (any Error) -> RunReport
    ) throws(RunEnded) {
        var facts = facts
        if case .threw(let error) = end, !(error is CancellationError) { facts["message"] = .string("\(error)") }
        if let breach {
            follow(breach)
            announceBreach(breach, open)
            announceEnd(breach.action == .stop ? .stepFailed : .stepInterrupted, open, facts)
        } else {
            switch (end, open.leaving) {
            case (_, .skipped?): announceEnd(.stepSkipped, open, facts)
            // It was over before it could be interrupted.
            case (.returned, .paused?): announceEnd(.stepCompleted, open, facts)
            case (_, .paused?):
                facts["reason"] = "pause"
                announceEnd(.stepInterrupted, open, facts)
            case (_, .interrupted?), (_, .abandoned?), (.abandoned, nil): announceEnd(.stepInterrupted, open, facts)
            case (.returned, nil): announceEnd(.stepCompleted, open, facts)
            case (.threw(let error), nil):
                stop(failure(error), now: false)
                announceEnd(.stepFailed, open, facts)
            }
        }
        if machine.state == .stopping { throw RunEnded() }
    }

    /// Does what the limit's action says.
    func follow(_ breach: LimitBreach) {
        switch breach.action {
        case .stop: stop(RunReport(outcome: .failed, reason: breach.code, fault: RunFault(breach)), now: false)
        case .pause:
            machine.didBreach(breach.limit)
            pause.whyInterrupted = breach.code
            endHolds()
        case .endStep: break
        }
    }

    /// Ends the run because author code threw; what the engine itself threw at it keeps its own reason.
    private func failProgram(_ error: any Error, at path: String) {
        let fault = RunFault(code: "program_error", message: "\(path): \(error)", hint: (error as? any LabFault)?.hint)
        stop(RunReport(outcome: .failed, reason: "program_error", fault: fault), now: false)
    }
}
