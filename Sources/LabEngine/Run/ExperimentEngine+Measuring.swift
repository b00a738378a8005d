import LabInstruments
import LabPrograms
import LabPublishing
import LabValues

extension ExperimentEngine {
    /// Measures as one step: check, start, watch, end, and what the end means for the run.
    func measure(
        _ technique: Technique, in step: Step, index: Int, keepsPoints: Bool, for author: OpenStep?
    ) async throws(RunEnded) -> Measurement? {
        guard let instrument = instruments[step.role ?? .cell], let capabilities = instrument.capabilities else {
            return try refuseStep(step, index, "There is no potentiostat called “\(step.role ?? .cell)” in this run.")
        }
        let checked: CheckedTechnique
        do { checked = try technique.check(against: capabilities) } catch {
            return try refuseStep(step, index, "\(step.path): \(error)")
        }
        let open = OpenStep(
            index: index, path: step.path, title: step.title, started: clock.now, stopLatency: checked.stopLatency,
            author: author)
        let sampler = makeSampler(checked, instrument, as: open, keepsPoints: keepsPoints)
        announceStart(of: step, index: index, checked: checked, instrument: instrument)
        openSteps.append(open)
        announceCell(instrument, isOn: !technique.value.potentials.isEmpty, at: technique.value.potentials.first)
        let watch = startWatch(open, sampler, checked, instrument)
        let end = await run(checked, on: instrument, sampler, as: open)
        watch.cancel()
        return try await close(open, end, sampler, checked, instrument)
    }

    /// Takes the sum of a measurement whose task has ended, with its cell off before anything else may happen.
    private func close(
        _ open: OpenStep, _ end: OpenStep.End, _ sampler: StepSampler, _ checked: CheckedTechnique,
        _ instrument: OpenInstrument
    ) async throws(RunEnded) -> Measurement {
        let (tally, kept) = sampler.finish()
        pointCount += tally.points + tally.phasePoints
        if pointsPerStep.indices.contains(open.index) { pointsPerStep[open.index] = tally.points }
        let breach = sampler.breach ?? open.breach
        await settle(open, end, breach, instrument)
        openSteps.removeAll { $0 === open }
        defer { open.close() }
        announceLinkLost(end, instrument)
        try conclude(open, end, breach, tally.facts) { failure($0, open) }
        if case .returned = end, breach == nil, open.leaving == nil { warnAboutCount(tally, checked, open) }
        return Measurement(checked.realised, points: kept, charge: tally.charge)
    }

    /// A measurement that did not return may have left its cell on: when the run goes on, it is made safe here.
    private func settle(
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

    private func run(
        _ checked: CheckedTechnique, on instrument: OpenInstrument, _ sampler: StepSampler, as open: OpenStep
    ) async -> OpenStep.End {
        let connection = instrument.connection
        guard let potentiostat = connection.instrument as? any Potentiostat else { return .returned }
        return await open.perform(on: connection.executor) {
            try await potentiostat.measure(checked) { try sampler.take($0) }
        }
    }

    private func makeSampler(
        _ checked: CheckedTechnique, _ instrument: OpenInstrument, as open: OpenStep, keepsPoints: Bool
    ) -> StepSampler {
        let header = StepSampler.Header(
            technique: checked.asked.code, instrument: instrument.role, stepIndex: open.index,
            attempt: firstAttempt(of: open.index),
            isSimulated: instrument.isSimulated)
        let patience = open.stopLatency + Self.grace
        return StepSampler(
            header, predicted: checked.pointCount, limits: configuration.limits, keepsPoints: keepsPoints, clock: clock,
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
    }

    /// Watches silence and the time of the step; ends it when one is over.
    private func startWatch(
        _ open: OpenStep, _ sampler: StepSampler, _ checked: CheckedTechnique, _ instrument: OpenInstrument
    ) -> Task<Void, Never> {
        let limits = configuration.limits
        let potentiostat = instrument.connection.instrument as? any Potentiostat
        let silence = limits.silence ?? potentiostat?.silenceLimit(for: checked) ?? .seconds(60)
        board.update { $0.predictedPoints = checked.pointCount }
        return taskOfOurs { engine in
            let (board, clock) = (engine.board, engine.clock)
            while !Task.isCancelled {
                board.update { $0.points = sampler.pointCount }
                let now = clock.now
                if now - sampler.lastHeard >= silence {
                    return engine.timeIsOver(.silence, silence, now - sampler.lastHeard, open)
                }
                if let stepTime = limits.stepTime, now - open.started >= stepTime {
                    return engine.timeIsOver(.stepTime, stepTime, now - open.started, open)
                }
                var next = min(sampler.lastHeard + silence, now + .milliseconds(100))
                if let stepTime = limits.stepTime { next = min(next, open.started + stepTime) }
                // Cancelled when the step ends.
                guard (try? await clock.sleep(for: max(next - now, .milliseconds(1)))) != nil else { return }
            }
        }
    }

    /// The same for a step that measures nothing itself; nil when no limit says so.
    func setStepTimer(_ open: OpenStep) -> AlarmID? {
        guard let limit = configuration.limits.stepTime else { return nil }
        return clock.setAlarm(at: open.started + limit) { [weak self] in
            self?.later { $0.timeIsOver(.stepTime, limit, $0.clock.now - open.started, open) }
        }
    }

    private func timeIsOver(_ limit: LimitName, _ value: Duration, _ span: Duration, _ open: OpenStep) {
        let action = configuration.limits.actions[limit] ?? .stop
        open.note(LimitBreach(limit: limit, value: value.userText, evidence: .time(span), action: action))
        leave(open, open.isAuthored && action == .stop ? .abandoned : .interrupted)
    }

    private func announceLinkLost(_ end: OpenStep.End, _ instrument: OpenInstrument) {
        guard case .threw(let error) = end, (error as? any LabFault)?.recovery == .waitForLink else { return }
        emit(
            .linkLost,
            ["instrument": .string(instrument.role.rawValue), "address": .string(instrument.source.address)])
    }

    private func failure(_ error: any Error, _ open: OpenStep) -> RunReport {
        let fault = error as? any LabFault
        let reason = fault?.recovery == .waitForLink ? "link_lost" : "instrument_error"
        let inWords = RunFault(code: reason, message: "\(open.path): \(error)", hint: fault?.hint)
        return RunReport(outcome: .failed, reason: reason, fault: inWords)
    }

    private func refuseStep(_ step: Step, _ index: Int, _ message: String) throws(RunEnded) -> Measurement? {
        let open = OpenStep(index: index, path: step.path, title: step.title, started: clock.now)
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
