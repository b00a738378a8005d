import LabInstruments
import LabPrograms
import LabPublishing
import LabValues

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

    /// Asks the author's condition, as a step of its own that may be stopped.
    private func isSatisfied(_ loop: RepeatUntilItem, _ iteration: Iteration) async throws(RunEnded) -> Bool {
        let answer = OneShot<Bool>()
        let step = OpenStep(
            index: stepCount, path: loop.path, title: loop.name, started: clock.now, isAuthored: true,
            stopLatency: .zero)
        openSteps.append(step)
        let end = await step.perform(on: nil) { answer.finish(try await loop.until(iteration)) }
        openSteps.removeAll { $0 === step }
        if case .threw(let error) = end { failProgram(error, at: loop.path) }
        try await checkpoint()
        return await withCheckedContinuation { answer.wait($0) }
    }

    /// Executes a step between two checkpoints; a measurement's points come back when `keepsPoints`.
    func execute(_ step: Step, keepsPoints: Bool) async throws(RunEnded) -> Measurement? {
        try await checkpoint()
        let index = stepCount
        stepCount += 1
        pointsPerStep.append(0)
        if leavesOutNextStep {
            leavesOutNextStep = false
            announceStart(of: step, index: index, checked: nil)
            announceEnd(.stepSkipped, index: index, path: step.path, title: step.title, since: clock.now)
            return nil
        }
        machine.didOpenStep()
        defer { machine.didCloseStep() }
        var measurement: Measurement?
        switch step.action {
        case .measure(let technique):
            measurement = try await measure(technique, in: step, index: index, keepsPoints: keepsPoints)
        case .rest(let span):
            let open = OpenStep(step, index: index, at: clock.now)
            try await run(step, as: open, on: cellGuard.executor) { [clock] in try await clock.sleep(for: span) }
        case .note(let text):
            announceStart(of: step, index: index, checked: nil)
            emit(.note, ["text": .string(text), "step_index": .integer(index)])
            announceEnd(.stepCompleted, index: index, path: step.path, title: step.title, since: clock.now)
        case .perform(let perform):
            let open = OpenStep(step, index: index, at: clock.now, isAuthored: true)
            let bench = EngineBench(engine: self, step: open)
            try await run(step, as: open, on: nil) { try await perform.body(bench) }
        }
        return measurement
    }

    /// Runs a step that measures nothing itself.
    private func run(
        _ step: Step, as open: OpenStep, on executor: (any TaskExecutor)?,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws(RunEnded) {
        announceStart(of: step, index: open.index, checked: nil)
        openSteps.append(open)
        let end = await open.perform(on: executor, work)
        openSteps.removeAll { $0 === open }
        switch (end, open.leaving) {
        case (_, .skipped?): announceEnd(.stepSkipped, open)
        case (_, .interrupted?), (_, .abandoned?), (.abandoned, nil): announceEnd(.stepInterrupted, open)
        case (.returned, nil): announceEnd(.stepCompleted, open)
        case (.threw(let error), nil):
            announceEnd(.stepFailed, open, JSONObject([("message", .string("\(error)"))]))
            failProgram(error, at: step.path)
        }
        if machine.state == .stopping { throw RunEnded() }
    }

    /// Ends the run because author code threw; what the engine itself threw at it keeps its own reason.
    private func failProgram(_ error: any Error, at path: String) {
        guard machine.state != .stopping else { return }
        let fault = RunFault(code: "program_error", message: "\(path): \(error)", hint: (error as? any LabFault)?.hint)
        stop(RunReport(outcome: .failed, reason: "program_error", fault: fault), now: false)
    }
}
