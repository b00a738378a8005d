import LabInstruments
import LabPrograms
import LabValues

// A pause inside a measurement: the device holds, which is blind and therefore short; or the step is interrupted, its cell
// off, and its policy says what follows.

extension ExperimentEngine {
    /// Holds a measurement where the instrument can, unless the cell must not stay on; else interrupts it.
    func holdInside(_ open: OpenStep) {
        let canHold = open.measurement?.instrument.capabilities?.canHold == true
        guard canHold, pause.isAuthenticated, machine.latched == nil else { return interrupt(open) }
        open.hold.isWanted = true
        followWish(of: open)
    }

    /// A held measurement goes on; one that is just being asked to hold, too.
    func releaseHold(of open: OpenStep) {
        guard open.hold.isWanted || open.hold.isHolding else { return }
        open.hold.isWanted = false
        followWish(of: open)
    }

    /// Leaves what keeps a cell on in the pause that goes on or is coming: it may not.
    func endHolds() {
        guard machine.state == .pausing || machine.state == .paused else { return }
        if let step = potentialHold?.step { leave(step, .interrupted) }
        for open in openSteps where open.hold.isWanted { interrupt(open) }
    }

    private func interrupt(_ open: OpenStep) {
        open.hold.isWanted = false
        leave(open, .paused)
    }

    /// Talks with the device until it does what is wanted; the wish may change meanwhile.
    private func followWish(of open: OpenStep) {
        guard !open.hold.isTalking else { return }
        open.hold.isTalking = true
        _ = taskOfOurs { engine in
            while engine.concerns(open), open.hold.isWanted != open.hold.isHolding {
                await engine.ask(open, toHold: open.hold.isWanted)
            }
            open.hold.isTalking = false
            // Wanted again before it went on: it holds all the time, and nobody has said so.
            if open.hold.isWanted, open.hold.isHolding, engine.machine.state == .pausing { engine.didHold(open) }
        }
    }

    /// Whether holding or resuming this step is still of interest.
    private func concerns(_ open: OpenStep) -> Bool {
        openSteps.contains { $0 === open } && open.leaving == nil && machine.state != .stopping
    }

    private func ask(_ open: OpenStep, toHold holds: Bool) async {
        guard let instrument = open.measurement?.instrument,
            let potentiostat = instrument.connection.instrument as? any Potentiostat
        else { return }
        let limit = open.stopLatency + Self.grace
        do {
            let answer: Void? = try await clock.within(limit, on: instrument.connection.executor) {
                if holds { try await potentiostat.hold() } else { try await potentiostat.resumeMeasurement() }
            }
            if answer == nil { throw LinkError.silent(address: instrument.source.address, waited: limit) }
            open.hold.isHolding = holds
            if holds { didHold(open) } else { didRelease(open) }
        } catch {
            if holds { cannotHold(open) } else { cannotRelease(open, error) }
        }
    }

    private func didHold(_ open: OpenStep) {
        guard concerns(open) else { return }
        startHoldTimer(of: open)
        guard open.hold.isWanted, machine.state == .pausing, let (instrument, sampler) = open.measurement else {
            return
        }
        if let potential = sampler.lastPotential { potentials[instrument.role] = potential }
        let cell = PauseCell(
            isOn: cells[instrument.role] == "on", potential: sampler.lastPotential, role: instrument.role)
        pauseBegins(cell, in: open)
    }

    /// Counts from when the device began to hold, whatever was wanted meanwhile: that long nobody sees the cell.
    private func startHoldTimer(of open: OpenStep) {
        guard open.hold.alarm == nil else { return }
        open.hold.alarm = clock.setAlarm(at: clock.now + configuration.pause.holdLongest) { [weak self] in
            self?.later { $0.holdIsOver(open) }
        }
    }

    private func didRelease(_ open: OpenStep) {
        if let alarm = open.hold.alarm { clock.cancelAlarm(alarm) }
        open.hold.alarm = nil
    }

    /// The device measures on, or nobody knows: where a pause is still wanted, the step ends.
    private func cannotHold(_ open: OpenStep) {
        let isWanted = open.hold.isWanted
        open.hold.isWanted = false
        if isWanted, concerns(open), machine.state == .pausing { interrupt(open) }
    }

    /// A measurement that stands still and does not go on is lost.
    private func cannotRelease(_ open: OpenStep, _ error: any Error) {
        guard concerns(open) else { return }
        let message = "\(open.path): the measurement could not be resumed. \(error)"
        let fault = RunFault(code: "instrument_error", message: message, hint: (error as? any LabFault)?.hint)
        stop(RunReport(outcome: .failed, reason: "instrument_error", fault: fault), now: false)
    }

    /// Nobody sees what happens in the cell: that must not last.
    private func holdIsOver(_ open: OpenStep) {
        guard open.hold.isHolding, concerns(open) else { return }
        let longest = configuration.pause.holdLongest
        emit(
            .warning,
            [
                "code": "hold_timeout", "step_index": .integer(open.index), "step_path": .string(open.path),
                "message": .string(
                    "The measurement was held for \(longest.userText), which is the longest: it is interrupted."),
            ])
        pause.whyInterrupted = "pause_timeout"
        interrupt(open)
    }

    // MARK: What follows an interruption

    /// Does what the policy of a step says after a pause interrupted it.
    ///
    /// - Returns: whether the step runs again, now that the pause is over.
    /// - Throws: `RunEnded` when the run ends with it.
    func isRepeated(_ step: Step, index: Int, attempt: Int, for author: OpenStep?) async throws(RunEnded) -> Bool {
        switch step.interruption {
        case .skip:
            // The code that waits for this measurement cannot go on without it.
            if let author { leave(author, .interrupted) }
            return false
        case .restart(let count) where step.isRepeatable && attempt < firstAttempt(of: index) + count:
            try await checkpoint()
            if author?.lease.isRevoked == true { return false }
            guard leavesOutNextStep else { return true }
            leaveOut(step, index: index, attempt: attempt + 1)
            return false
        case .stop, .restart:
            let reason = pause.reason
            let message = "\(step.path) was interrupted by a pause, and its policy is \(step.interruption)."
            let fault = RunFault(
                code: reason, message: message, hint: "Mark a step .repeatable() when running it again spoils nothing.")
            stop(RunReport(outcome: .stopped, reason: reason, fault: fault), now: false)
            throw RunEnded()
        }
    }
}
