import LabInstruments
import LabPublishing
import LabValues

// A pause is asked for, reached, and left. Between steps it waits in the state the program declares; with `now` it begins
// inside the step that is open, where that can stand still: see `ExperimentEngine+Holding`.

extension ExperimentEngine {
    /// Somebody asks for a pause: after the step that is open, or now.
    func hold(now: Bool, from source: CommandSource) {
        pause.ask(source)
        guard machine.state == .pausing else { return }
        if let open = openSteps.last(where: { $0.measurement != nil }) {
            if now || open.hold.isWanted { holdInside(open) }
        } else if now, openSteps.contains(where: { !$0.rests.isEmpty }) {
            pauseBegins(PauseCell(isOn: false), in: openSteps.last)
        }
    }

    /// Somebody asks for the pause that goes on: whom nobody knows has the cell switched off.
    func sharpenPause(from source: CommandSource) {
        guard !source.isAuthenticated else { return }
        pause.ask(source)
        endHolds()
    }

    /// The pause that was asked for is taken back before it was reached: nothing is said of it.
    func forgetPause(from source: CommandSource) {
        pause = PauseRecord()
        for step in openSteps { releaseHold(of: step) }
    }

    /// Leaves the pause.
    func goOn(from source: CommandSource) {
        let span = pause.began.map { clock.now - $0 } ?? .zero
        var facts = source.facts
        facts["seconds"] = .seconds(span)
        emit(.resumed, facts)
        endPause()
        pause = PauseRecord()
        board.update { board in board.expectedEnd = board.expectedEnd.map { $0 + span } }
        for step in openSteps {
            step.goOn(at: clock.now)
            releaseHold(of: step)
        }
        wakeFromPause()
    }

    /// Between steps: waits while a pause is asked for, and ends the steps when the run is stopping.
    func checkpoint() async throws(RunEnded) {
        while true {
            if machine.state != .paused, let potentialHold {
                // Its cell is off before anything else happens, be it the next pause.
                await potentialHold.task.value
                continue
            }
            if machine.state == .pausing { pauseBetweenSteps() }
            // The event itself may have ended the run: its storage was full.
            if machine.state == .paused {
                let waiter = OneShot<Void>()
                pauseWaiters.append(waiter)
                await withCheckedContinuation { waiter.wait($0) }
                board.update { $0.state = machine.state }
            } else if machine.state != .pausing, potentialHold == nil {
                break
            }
        }
        if machine.state == .stopping || machine.state == .finished { throw RunEnded() }
    }

    /// Ends what a pause does, and lets go on who waits for it.
    func wakeFromPause() {
        endPause()
        for waiter in pauseWaiters { waiter.finish(()) }
        pauseWaiters = []
    }

    private func endPause() {
        if let alarm = pause.alarm { clock.cancelAlarm(alarm) }
        pause.alarm = nil
        if let step = potentialHold?.step { leave(step, haste.isDemanded ? .abandoned : .interrupted) }
    }

    private func pauseBetweenSteps() {
        let plan = planPotentialHold()
        pauseBegins(plan.cell, in: nil)
        if let hold = plan.hold, machine.state == .paused { beginPotentialHold(hold) }
    }

    /// The one place where a pause is reached.
    ///
    /// - Parameter step: the step it stands still in; nil between steps.
    func pauseBegins(_ cell: PauseCell, in step: OpenStep?) {
        machine.didHold()
        guard machine.state == .paused else { return }
        let now = clock.now
        for open in openSteps { open.pause(at: now) }
        pause.began = now
        let longest = configuration.pause.longest
        pause.alarm = clock.setAlarm(at: now + longest) { [weak self] in self?.later { $0.pauseIsOver(since: now) } }
        board.update { $0.state = .paused }
        var data = pause.facts(latched: machine.latched)
        for field in cell.facts.fields { data[field.name] = field.value }
        data["step_index"] = step.map { .integer($0.index) }
        data["step_path"] = step.map { .string($0.path) }
        data["longest_s"] = .seconds(longest)
        if step?.hold.isHolding == true { data["hold_longest_s"] = .seconds(configuration.pause.holdLongest) }
        emit(.paused, data)
    }

    private func pauseIsOver(since began: LabInstant) {
        guard machine.state == .paused, pause.began == began else { return }
        let longest = configuration.pause.longest.userText
        let fault = RunFault(
            code: "pause_timeout", message: "The run was paused for \(longest), the longest pause there is.",
            hint: "Allow longer ones with pause.longest.")
        stop(RunReport(outcome: .stopped, reason: "pause_timeout", fault: fault), now: false)
    }
}

/// What the cell does in a pause.
struct PauseCell: Sendable, Hashable {
    var isOn: Bool
    /// The potential that is held.
    var potential: ElectrodePotential?
    /// The instrument that holds it.
    var role: InstrumentRole?
    /// Why it is off although the program asked for a potential; a sentence.
    var why: String?

    var facts: JSONObject {
        var facts = JSONObject([("cell", .string(isOn ? "on" : "off"))])
        if isOn { facts["potential_V"] = .number(potential?.volts) }
        facts["instrument"] = role.map { .string($0.rawValue) }
        facts["message"] = why.map { .string($0) }
        return facts
    }
}
