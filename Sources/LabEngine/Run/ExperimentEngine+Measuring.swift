import LabInstruments
import LabPrograms
import LabPublishing
import LabValues

extension ExperimentEngine {
    /// Measures as one step: check, start, watch, end, and what the end means for the run.
    ///
    /// - Returns: what was measured, and whether a pause interrupted it.
    func measure(
        _ technique: Technique, in step: Step, index: Int, attempt: Int, keepsPoints: Bool, for author: OpenStep?
    ) async throws(RunEnded) -> (Measurement?, isInterrupted: Bool) {
        guard let instrument = instruments[step.role ?? .cell], let capabilities = instrument.capabilities else {
            try refuseStep(step, index, "There is no potentiostat called “\(step.role ?? .cell)” in this run.")
        }
        let checked: CheckedTechnique
        do { checked = try technique.check(against: capabilities) } catch {
            try refuseStep(step, index, "\(step.path): \(error)")
        }
        let open = OpenStep(
            index: index, path: step.path, title: step.title, started: clock.now, attempt: attempt,
            stopLatency: checked.stopLatency, author: author)
        let sampler = makeSampler(checked, instrument, as: open, keepsPoints: keepsPoints)
        open.measures(on: instrument, sampler)
        openSteps.append(open)
        // It can be left before it is said: that itself may end the run.
        announceStart(of: step, index: index, attempt: attempt, checked: checked, instrument: instrument)
        announceCell(instrument, isOn: !technique.value.potentials.isEmpty, at: technique.value.potentials.first)
        let watch = startWatch(open, sampler, checked, instrument)
        let end = await run(checked, on: instrument, as: open) { try sampler.take($0) }
        watch.cancel()
        let measurement = try await close(open, end, sampler, checked, instrument)
        let isInterrupted = open.leaving == .paused && !end.isReturn && sampler.breach == nil && open.breach == nil
        return (measurement, isInterrupted)
    }

    /// Takes the sum of a measurement whose task has ended, with its cell off before anything else may happen.
    private func close(
        _ open: OpenStep, _ end: OpenStep.End, _ sampler: StepSampler, _ checked: CheckedTechnique,
        _ instrument: OpenInstrument
    ) async throws(RunEnded) -> Measurement {
        let (tally, kept) = sampler.finish()
        pointCount += tally.points + tally.phasePoints
        if !checked.asked.value.potentials.isEmpty { lastPotentials[instrument.role] = tally.lastPotential }
        if pointsPerStep.indices.contains(open.index) { pointsPerStep[open.index] = tally.points }
        let breach = sampler.breach ?? open.breach
        await settle(open, end, breach, instrument)
        openSteps.removeAll { $0 === open }
        for alarm in [open.hold.alarm, open.keep(nil)].compactMap(\.self) { clock.cancelAlarm(alarm) }
        defer { open.close() }
        announceLinkLost(end, instrument)
        try conclude(open, end, breach, tally.facts) { failure($0, open) }
        if case .returned = end, breach == nil, open.leaving == nil { warnAboutCount(tally, checked, open) }
        return Measurement(checked.realised, points: kept, charge: tally.charge)
    }

    /// A measurement that did not return may have left its cell on: when the run goes on, it is made safe here.
    func settle(
        _ open: OpenStep, _ end: OpenStep.End, _ breach: LimitBreach?, _ instrument: OpenInstrument
    ) async {
        if case .returned = end { return announceCell(instrument, isOn: false) }
        let hasFailed = if case .threw = end { breach == nil && open.leaving == nil } else { false }
        if hasFailed || breach?.action == .stop || machine.state == .stopping {
            return announceCell(instrument, isOn: nil)
        }
        let findings = await cellGuard.makeSafe([instrument], haste: haste, abortTime: open.stopLatency)
        guard let finding = findings[instrument.role] else { return }
        let isUnconfirmed = finding.state == .unconfirmed
        if isUnconfirmed {
            let message = "\(open.path): the cell could not be switched off. " + finding.troubles.joined(separator: " ")
            let fault = RunFault(code: "instrument_error", message: message)
            stop(RunReport(outcome: .failed, reason: "instrument_error", fault: fault), now: false)
        }
        announceCell(instrument, isOn: isUnconfirmed ? nil : false, state: finding.state)
    }

    func run(
        _ checked: CheckedTechnique, on instrument: OpenInstrument, as open: OpenStep,
        _ take: @escaping @Sendable (EchemPoint) throws -> Void
    ) async -> OpenStep.End {
        let connection = instrument.connection
        guard let potentiostat = connection.instrument as? any Potentiostat else { return .returned }
        return await open.perform(on: connection.executor) {
            try await potentiostat.measure(checked, onPoint: take)
        }
    }

    func makeSampler(
        _ checked: CheckedTechnique, _ instrument: OpenInstrument, as open: OpenStep, keepsPoints: Bool
    ) -> StepSampler {
        let header = StepSampler.Header(
            technique: checked.asked.code, instrument: instrument.role, stepIndex: open.index, attempt: open.attempt,
            isSimulated: instrument.isSimulated)
        let patience = open.stopLatency + Self.grace
        let sampler = StepSampler(
            header, predicted: checked.pointCount, limits: limits, keepsPoints: keepsPoints, clock: clock,
            timeline: timeline, messageBytes: configuration.maxMessageBytes,
            later: { [weak self] work in self?.later { _ in work() } },
            onBreach: { [clock] in
                // The driver ends the measurement by itself; when it does not, it is left behind.
                _ = clock.setAlarm(at: clock.now + patience) { open.abandon() }
            },
            send: { [weak self, journal, timeline, clock, observe] batch in
                let message = LabMessage(timestamp: timeline.timestamp(clock.now), content: .points(batch))
                do throws(JournalFault) {
                    try journal.append([message])
                    observe(message)
                } catch {
                    let text = "\(error)"
                    self?.later { $0.lose(1, points: batch.points.count, because: text) }
                }
            })
        self.sampler = sampler
        return sampler
    }

    /// Watches silence and the time of the step; ends it when one is over. A pause counts for neither.
    ///
    /// - Parameter isStep: false for a potential held between steps, which only the longest pause bounds.
    func startWatch(
        _ open: OpenStep, _ sampler: StepSampler, _ checked: CheckedTechnique, _ instrument: OpenInstrument,
        isStep: Bool = true
    ) -> Task<Void, Never> {
        let potentiostat = instrument.connection.instrument as? any Potentiostat
        let usual = configuration.limits.silence ?? potentiostat?.silenceLimit(for: checked) ?? .seconds(60)
        if isStep { board.update { $0.predictedPoints = checked.pointCount } }
        return taskOfOurs { engine in
            let (board, clock) = (engine.board, engine.clock)
            while !Task.isCancelled {
                if isStep { board.update { $0.points = sampler.pointCount } }
                let (now, limits) = (clock.now, engine.limits)  // they may have been tightened
                let (silence, stepTime) = (min(usual, limits.silence ?? usual), isStep ? limits.stepTime : nil)
                let (quiet, active) = (open.time.silence(since: sampler.lastHeard, at: now), open.time.active(at: now))
                if quiet >= silence { return engine.timeIsOver(.silence, silence, quiet, open) }
                if let stepTime, active >= stepTime { return engine.timeIsOver(.stepTime, stepTime, active, open) }
                var next = min(silence - quiet, .milliseconds(100))
                if let stepTime { next = min(next, stepTime - active) }
                // Cancelled when the step ends.
                guard (try? await clock.sleep(for: max(next, .milliseconds(1)))) != nil else { return }
            }
        }
    }

    /// The same for a step that measures nothing itself, where a limit says so.
    func setStepTimer(_ open: OpenStep) {
        guard let limit = limits.stepTime else { return }
        let remaining = max(limit - open.time.active(at: clock.now), .milliseconds(1))
        // While it stands still the alarm comes in vain, and is set again for what remains.
        let former = open.keep(
            clock.setAlarm(at: clock.now + remaining) { [weak self] in
                self?.later { engine in
                    guard engine.openSteps.contains(where: { $0 === open }) else { return }
                    let active = open.time.active(at: engine.clock.now)
                    guard active >= limit else { return engine.setStepTimer(open) }
                    engine.timeIsOver(.stepTime, limit, active, open)
                }
            })
        if let former { clock.cancelAlarm(former) }
    }

    func timeIsOver(_ limit: LimitName, _ value: Duration, _ span: Duration, _ open: OpenStep) {
        let action = limits.actions[limit] ?? .stop
        open.note(LimitBreach(limit: limit, value: value.userText, evidence: .time(span), action: action))
        leave(open, open.isAuthored && action == .stop ? .abandoned : .interrupted)
    }

    func announceLinkLost(_ end: OpenStep.End, _ instrument: OpenInstrument) {
        guard case .threw(let error) = end, (error as? any LabFault)?.recovery == .waitForLink else { return }
        emit(
            .linkLost,
            ["instrument": .string(instrument.role.rawValue), "address": .string(instrument.source.address)])
    }

    func failure(_ error: any Error, _ open: OpenStep) -> RunReport {
        let fault = error as? any LabFault
        let reason = fault?.recovery == .waitForLink ? "link_lost" : "instrument_error"
        let inWords = RunFault(code: reason, message: "\(open.path): \(error)", hint: fault?.hint)
        return RunReport(outcome: .failed, reason: reason, fault: inWords)
    }

    private func refuseStep(_ step: Step, _ index: Int, _ message: String) throws(RunEnded) -> Never {
        let open = OpenStep(
            index: index, path: step.path, title: step.title, started: clock.now, attempt: firstAttempt(of: index))
        let fault = RunFault(code: "program_error", message: message)
        stop(RunReport(outcome: .failed, reason: "program_error", fault: fault), now: false)
        announceStart(of: step, index: index, checked: nil)
        announceEnd(.stepFailed, open, JSONObject([("message", .string(message))]))
        throw RunEnded()
    }

    private func warnAboutCount(_ tally: StepTally, _ checked: CheckedTechnique, _ open: OpenStep) {
        guard tally.points != checked.pointCount else { return }
        emit(
            .warning,
            [
                "step_index": .integer(open.index), "step_path": .string(open.path), "code": "point_count",
                "predicted": .integer(checked.pointCount), "delivered": .integer(tally.points),
                "message": .string("\(tally.points) points came where \(checked.pointCount) were predicted."),
            ])
    }
}
