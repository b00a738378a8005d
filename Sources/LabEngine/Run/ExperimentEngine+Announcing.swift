import LabControl
import LabInstruments
import LabPrograms
import LabPublishing
import LabValues

/// What the engine says: the events of a run.
extension ExperimentEngine {
    /// Says it, unless the last word has been said.
    func emit(_ event: EventName, _ data: JSONObject) {
        guard !hasSaidAll else { return }
        hasSpoken = true
        let data = data.cut(to: configuration.largestEvent)
        let message = LabMessage(timestamp: timeline.timestamp(clock.now), content: .event(event, data: data))
        do throws(JournalFault) {
            try journal.append([message])
            observe(message)
        } catch {
            lose(1, points: 0, because: "\(error)")
        }
    }

    func announceStart() {
        let recipe = configuration.recipe
        let estimate = checked?.estimate ?? .none
        board.update { board in
            board.steps = estimate.steps
            board.isOpenEnded = estimate.isLowerBound
        }
        let opened = instruments.values.sorted { $0.role.rawValue < $1.role.rawValue }
        var data =
            JSONObject([
                ("program", .object(recipe.facts)), ("parameters", .object(recipe.parameters)),
                ("metadata", .object(configuration.metadata)), ("steps", .array(checked?.overview ?? [])),
                ("predicted_points", .integer(estimate.points)), ("predicted_seconds", .seconds(estimate.duration)),
                ("instruments", .array(opened.map(\.facts))), ("simulated", .bool(isSimulated)),
                ("software", .object(configuration.software)),
                ("channels", ["t": "s", "e": "V", "i": "A", "range_A": "A"]),
                ("limits", .object(limits.facts)),
            ])
        let rules = configuration.pause
        data["pause"] = [
            "state": .string("\(recipe.pauseState)"), "longest_s": .seconds(rules.longest),
            "hold_longest_s": .seconds(rules.holdLongest),
        ]
        data["station"] = configuration.station.map { .string($0) }
        if let resumption = configuration.resumption {
            announce(resumption, data)
        } else {
            emit(.experimentStarted, data)
        }
        for instrument in opened { announceCell(instrument, isOn: false) }
        if let why = configuration.unguarded { sayUnguarded(why) }
    }

    func announceStart(
        of step: Step, index: Int, attempt: Int? = nil, checked: CheckedTechnique?, instrument: OpenInstrument? = nil
    ) {
        board.update { board in
            board.state = machine.state
            board.step = index + 1
            board.steps = max(board.steps, index + 1)
            board.title = step.title
            (board.points, board.predictedPoints) = (0, 0)
            board.expectedEnd = clock.now + planned
        }
        let attempt = attempt ?? firstAttempt(of: index)
        lastBegun = (index, attempt)
        expectedStepEnd = expectedDuration(of: step, checked).map { clock.now + $0 }
        var data = JSONObject([
            ("step_index", .integer(index)), ("step_path", .string(step.path)), ("step_name", .string(step.title)),
            ("attempt", .integer(attempt)),
        ])
        if let checked, let instrument {
            data["technique"] = .string(checked.asked.code.rawValue)
            data["instrument"] = .string(instrument.role.rawValue)
            data["parameters"] = [
                "asked": .object(checked.asked.value.parameters),
                "realised": .object(checked.realised.value.parameters),
            ]
            data["points"] = .integer(checked.pointCount)
            data["seconds"] = .seconds(checked.duration)
            data["stop_within_s"] = .seconds(checked.stopLatency)
            data["channels"] = checked.asked.code == .openCircuit ? ["t", "e"] : ["t", "e", "i"]
            if let potentiostat = instrument.source.driver as? any Potentiostat.Type {
                data["script"] = potentiostat.script(for: checked).map { .string($0) }
                data["script_type"] = data["script"].map { _ in .string(potentiostat.scriptType) }
            }
        }
        emit(.stepStarted, data)
    }

    func announceEnd(_ event: EventName, _ step: OpenStep, _ facts: JSONObject = JSONObject()) {
        var data = JSONObject([
            ("step_index", .integer(step.index)), ("step_path", .string(step.path)), ("step_name", .string(step.title)),
            ("attempt", .integer(step.attempt)), ("duration", .seconds(clock.now - step.started)),
        ])
        for field in facts.fields { data[field.name] = field.value }
        lastEnding = (step.index, event)
        expectedStepEnd = nil  // of a step around this one nobody knows how much is left
        emit(event, data)
    }

    /// How long a step takes as predicted; nil where nobody can say.
    private func expectedDuration(of step: Step, _ technique: CheckedTechnique?) -> Duration? {
        technique?.duration ?? checked?.estimate(of: step).longestDuration
    }

    /// Says what the cell does when that has changed, and what was proved whenever something was.
    ///
    /// - Parameter isOn: nil when nobody can say.
    func announceCell(
        _ instrument: OpenInstrument, isOn: Bool?, at potential: ElectrodePotential? = nil, state: SafeState? = nil
    ) {
        let word = isOn.map { $0 ? "on" : "off" } ?? "unknown"
        potentials[instrument.role] = isOn == true ? potential : nil
        guard cells.updateValue(word, forKey: instrument.role) != word || state != nil else { return }
        var data = JSONObject([
            ("instrument", .string(instrument.role.rawValue)), ("cell", .string(word)),
        ])
        if isOn == true { data["potential_V"] = .number(potential?.volts) }
        data["safe"] = state.map { .string($0.rawValue) }
        emit(.cellState, data)
    }

    func announceBreach(_ breach: LimitBreach, _ step: OpenStep? = nil) {
        var data = JSONObject([
            ("limit", .string(breach.limit.rawValue)), ("value", .string(breach.value)),
            ("action", .string(breach.action.rawValue)), ("message", .string("\(breach)")),
        ])
        data["step_index"] = step.map { .integer($0.index) }
        data["step_path"] = step.map { .string($0.path) }
        emit(.limitBreached, data)
    }

    func announceHeartbeat() {
        let progress = board.progress
        let undelivered = journal.counts.map(\.1.pending).max() ?? 0
        emit(
            .heartbeat,
            JSONObject([
                ("state", .string(machine.state.rawValue)), ("step", .integer(progress.step)),
                ("steps", .integer(progress.steps)), ("points", .integer(pointCount + progress.points)),
                ("eta_s", .number(progress.remaining(at: clock.now)?.inSeconds)),
                ("undelivered", .integer(undelivered)),
            ]))
    }

    func announceFinish(_ report: RunReport) {
        let safe = report.safe.sorted { $0.key.rawValue < $1.key.rawValue }
        var data = JSONObject([
            ("outcome", .string(report.outcome.rawValue)), ("reason", .string(report.reason)),
            ("steps", .integer(report.steps)), ("points", .integer(report.points)),
            ("duration_s", .seconds(report.duration)), ("simulated", .bool(report.isSimulated)),
            ("safe", .object(JSONObject(safe.map { ($0.key.rawValue, .string($0.value.rawValue)) }))),
        ])
        data[AuditVerifier.headField] = audit(.experimentFinished, data).map { .string($0) }
        data["points_per_step"] = .array(pointsPerStep.map { .integer($0) })
        if report.steps > pointsPerStep.count { data["points_per_step_is_cut"] = true }
        if let fault = report.fault {
            data["error"] = [
                "code": .string(fault.code), "message": .string(fault.message), "hint": .string(fault.hint),
            ]
        }
        emit(.experimentFinished, data)
    }
}

extension JSONObject {
    /// The facts without the largest ones where all of them are more than a message holds; what is left out is named.
    fileprivate func cut(to bytes: Int) -> JSONObject {
        var (kept, omitted) = (self, [JSONValue]())
        while JSONValue.object(kept).encoded.count > bytes,
            let largest = kept.fields.filter({ $0.name != "omitted" }).max(by: {
                $0.value.encoded.count < $1.value.encoded.count
            })
        {
            omitted.append(["field": .string(largest.name), "bytes": .integer(largest.value.encoded.count)])
            kept[largest.name] = .null
            kept["omitted"] = .array(omitted)
        }
        return kept
    }
}

extension Recipe {
    /// Which program it is, for the record.
    fileprivate var facts: JSONObject {
        var facts: JSONObject = ["name": .string(name), "summary": .string(summary), "digest": .string(digest)]
        if !commands.isEmpty { facts["commands"] = .array(commands.map { .string($0.name) }) }
        return facts
    }
}

extension CheckedRecipe {
    /// The steps with what is predicted for them; a long recipe is cut after a thousand, and says so.
    fileprivate var overview: [JSONValue] {
        var list = items.prefix(1000).map { item -> JSONValue in
            let estimate = estimate(of: item)
            let title = if case .step(let step) = item { step.title } else { item.path }
            return [
                "path": .string(item.path), "name": .string(title), "points": .integer(estimate.points),
                "seconds": .seconds(estimate.duration), "at_least": .bool(estimate.isLowerBound),
            ]
        }
        if items.count > list.count { list.append(["more": .integer(items.count - list.count)]) }
        return list
    }
}

extension OpenInstrument {
    /// Who it is, for the record.
    var facts: JSONValue {
        [
            "role": .string(role.rawValue), "driver": .string(type(of: connection.instrument).driver.name),
            "driver_version": .string(type(of: connection.instrument).driver.version),
            "address": .string(source.address), "manufacturer": .string(identity.manufacturer),
            "model": .string(identity.model), "serial_number": .string(identity.serialNumber),
            "firmware": .string(identity.firmware), "simulated": .bool(isSimulated),
        ]
    }
}

extension SafetyLimits {
    /// The limits that are armed, by name, in SI units.
    var facts: JSONObject {
        var facts = JSONObject()
        facts["e_min"] = potentialMinimum.map { .number($0.volts) }
        facts["e_max"] = potentialMaximum.map { .number($0.volts) }
        facts["i_min"] = currentMinimum.map { .number($0.amperes) }
        facts["i_max"] = currentMaximum.map { .number($0.amperes) }
        facts["q_min"] = chargeMinimum.map { .number($0.coulombs) }
        facts["q_max"] = chargeMaximum.map { .number($0.coulombs) }
        facts["step_time"] = stepTime.map { .seconds($0) }
        facts["run_time"] = runTime.map { .seconds($0) }
        facts["silence"] = silence.map { .seconds($0) }
        facts["excess_points"] = excessPoints.map { .integer($0) }
        for name in LimitName.allCases where isArmed(name) {
            if let action = actions[name] { facts["\(name.rawValue)_action"] = .string(action.rawValue) }
            if let dwell = dwell[name] { facts["\(name.rawValue)_for"] = .array(dwell.userText.map { .string($0) }) }
        }
        return facts
    }
}

extension StepTally {
    /// What the measurement came to, for its event.
    var facts: JSONObject {
        JSONObject([
            ("points", .integer(points)), ("cycles", .integer(cycles)), ("charge_C", .number(charge.coulombs)),
            ("last_e", .number(lastPotential?.volts)), ("overloads", .integer(overloads)),
            ("underloads", .integer(underloads)), ("timing_errors", .integer(timingErrors)),
        ])
    }
}
