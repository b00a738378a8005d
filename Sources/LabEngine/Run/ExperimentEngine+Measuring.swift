import LabInstruments
import LabPrograms
import LabPublishing
import LabValues

extension ExperimentEngine {
    /// Measures as one step: check, start, watch, end, and what the end means for the run.
    func measure(
        _ technique: Technique, in step: Step, index: Int, keepsPoints: Bool
    ) async throws(RunEnded) -> Measurement? {
        guard let instrument = instruments[step.role ?? .cell], let capabilities = instrument.capabilities else {
            return try refuseStep(step, index, "There is no potentiostat called “\(step.role ?? .cell)” in this run.")
        }
        let checked: CheckedTechnique
        do { checked = try technique.check(against: capabilities) } catch {
            return try refuseStep(step, index, "\(step.path): \(error)")
        }
        let open = OpenStep(
            index: index, path: step.path, title: step.title, started: clock.now, isAuthored: false,
            stopLatency: checked.stopLatency)
        let sampler = makeSampler(checked, instrument, index: index, keepsPoints: keepsPoints)
        announceStart(of: step, index: index, checked: checked, instrument: instrument)
        openSteps.append(open)
        busy.insert(instrument.role)
        defer { busy.remove(instrument.role) }
        board.update { [predicted = checked.pointCount] in ($0.points, $0.predictedPoints) = (0, predicted) }
        announceCell(instrument, isOn: !technique.value.potentials.isEmpty, at: technique.value.potentials.first)
        let watch = startWatch(open, sampler, checked, instrument)
        let end = await run(checked, on: instrument, sampler, as: open)
        watch.cancel()
        openSteps.removeAll { $0 === open }
        let (tally, kept) = sampler.finish()
        pointCount += tally.points + tally.phasePoints
        pointsPerStep[index] = tally.points
        let isOff = if case .returned = end { true } else { false }
        announceCell(instrument, isOn: isOff ? false : nil)
        try conclude(open, end, sampler.breach, tally, checked, instrument)
        return Measurement(checked.realised, points: kept, charge: tally.charge)
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
        _ checked: CheckedTechnique, _ instrument: OpenInstrument, index: Int, keepsPoints: Bool
    ) -> StepSampler {
        let header = StepSampler.Header(
            technique: checked.asked.code, instrument: instrument.role, stepIndex: index, attempt: 1,
            isSimulated: instrument.isSimulated)
        return StepSampler(
            header, predicted: checked.pointCount, limits: configuration.limits, keepsPoints: keepsPoints, clock: clock,
            timeline: timeline
        ) { [weak self, journal, timeline, clock, observe] batch in
            let message = LabMessage(timestamp: timeline.timestamp(clock.now), content: .points(batch))
            do throws(JournalFault) {
                try journal.append([message])
                observe(message)
            } catch {
                let text = "\(error)"
                self?.later { $0.storageFailed(text) }
            }
        }
    }

    /// Watches silence and the time of the step; ends it when one is over.
    private func startWatch(
        _ open: OpenStep, _ sampler: StepSampler, _ checked: CheckedTechnique, _ instrument: OpenInstrument
    ) -> Task<Void, Never> {
        let limits = configuration.limits
        let potentiostat = instrument.connection.instrument as? any Potentiostat
        let silence = limits.silence ?? potentiostat?.silenceLimit(for: checked) ?? .seconds(60)
        return Task {
            while !Task.isCancelled {
                board.update { $0.points = sampler.pointCount }
                let now = clock.now
                if now - sampler.lastHeard >= silence {
                    return breach(.silence, silence.userText, now - sampler.lastHeard, open, sampler)
                }
                if let stepTime = limits.stepTime, now - open.started >= stepTime {
                    return breach(.stepTime, stepTime.userText, now - open.started, open, sampler)
                }
                var next = min(sampler.lastHeard + silence, now + .milliseconds(100))
                if let stepTime = limits.stepTime { next = min(next, open.started + stepTime) }
                // Cancelled when the step ends.
                guard (try? await clock.sleep(for: max(next - now, .milliseconds(1)))) != nil else { return }
            }
        }
    }

    private func breach(
        _ limit: LimitName, _ value: String, _ span: Duration, _ open: OpenStep, _ sampler: StepSampler
    ) {
        sampler.note(
            LimitBreach(
                limit: limit, value: value, evidence: .time(span), action: configuration.limits.actions[limit] ?? .stop)
        )
        leave(open, .interrupted)
    }

    /// What the end of a measurement means: its event, and whether the run goes on.
    private func conclude(
        _ open: OpenStep, _ end: OpenStep.End, _ breach: LimitBreach?, _ tally: StepTally, _ checked: CheckedTechnique,
        _ instrument: OpenInstrument
    ) throws(RunEnded) {
        let facts = tally.facts
        if let breach {
            announceBreach(breach, open)
            announceEnd(breach.action == .stop ? .stepFailed : .stepInterrupted, open, facts)
            try follow(breach)
            return
        }
        switch (end, open.leaving) {
        case (_, .skipped?): announceEnd(.stepSkipped, open, facts)
        case (_, .interrupted?), (_, .abandoned?), (.abandoned, nil): announceEnd(.stepInterrupted, open, facts)
        case (.returned, nil):
            announceEnd(.stepCompleted, open, facts)
            warnAboutCount(tally, checked, open)
        case (.threw(let error), nil):
            fail(open, error, facts, instrument)
            throw RunEnded()
        }
        if machine.state == .stopping { throw RunEnded() }
    }

    private func follow(_ breach: LimitBreach) throws(RunEnded) {
        switch breach.action {
        case .stop:
            stop(RunReport(outcome: .failed, reason: breach.code, fault: RunFault(breach)), now: false)
            throw RunEnded()
        case .pause: machine.didBreach(breach.limit)
        case .endStep: break
        }
    }

    private func fail(_ open: OpenStep, _ error: any Error, _ facts: JSONObject, _ instrument: OpenInstrument) {
        let fault = error as? any LabFault
        let isLost = fault?.recovery == .waitForLink
        if isLost {
            emit(
                .linkLost,
                ["instrument": .string(instrument.role.rawValue), "address": .string(instrument.source.address)])
        }
        var facts = facts
        facts["message"] = .string("\(error)")
        announceEnd(.stepFailed, open, facts)
        let reason = isLost ? "link_lost" : "instrument_error"
        let inWords = RunFault(code: reason, message: "\(open.path): \(error)", hint: fault?.hint)
        stop(RunReport(outcome: .failed, reason: reason, fault: inWords), now: false)
    }

    private func refuseStep(_ step: Step, _ index: Int, _ message: String) throws(RunEnded) -> Measurement? {
        announceStart(of: step, index: index, checked: nil)
        announceEnd(
            .stepFailed, index: index, path: step.path, title: step.title, since: clock.now,
            JSONObject([("message", .string(message))]))
        let fault = RunFault(code: "program_error", message: message)
        stop(RunReport(outcome: .failed, reason: "program_error", fault: fault), now: false)
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
