import LabInstruments
import LabPrograms
import LabValues
import Synchronization

/// A potential that is held while the run is paused between steps.
struct PotentialHold: Sendable {
    /// Holds the measurement, so that it can be left like a step.
    let step: OpenStep
    /// Over when the cell is off.
    let task: Task<Void, Never>
}

/// A potential that a pause will hold.
struct PlannedHold: Sendable {
    let instrument: OpenInstrument
    let technique: CheckedTechnique
}

// A held potential is a measurement like any other: recorded as phase `hold` of the step before, under all limits but the
// time of a step, in a script as long as the longest pause.

extension ExperimentEngine {
    /// What the cell does in a pause between steps, as the program declares and safety allows.
    func planPotentialHold() -> (cell: PauseCell, hold: PlannedHold?) {
        let state = configuration.recipe.pauseState
        guard let role = state.role, lastBegun != nil else { return (PauseCell(isOn: false), nil) }
        func off(_ why: String) -> (PauseCell, PlannedHold?) { (PauseCell(isOn: false, why: why), nil) }
        guard pause.isAuthenticated else { return off("Nobody signed the pause: no potential is held.") }
        guard machine.latched == nil else { return off("A limit paused the run: no potential is held.") }
        guard let instrument = instruments[role], let capabilities = instrument.capabilities else {
            return off("There is no potentiostat called “\(role)”.")
        }
        guard let potential = potential(of: state) else {
            return off("No potential has been applied yet that could be held.")
        }
        let technique = PauseState.hold(potential, for: configuration.pause.longest, on: capabilities)
        do throws(TechniqueRefused) {
            let checked = try technique.check(against: capabilities)
            return (
                PauseCell(isOn: true, potential: potential, role: role),
                PlannedHold(instrument: instrument, technique: checked)
            )
        } catch {
            return off("\(potential) cannot be held: \(error)")
        }
    }

    private func potential(of state: PauseState) -> ElectrodePotential? {
        switch state {
        case .cellOff: nil
        case .holdPotential(let potential, _): potential
        case .holdLastPotential(let role): lastPotentials[role]
        }
    }

    /// Begins to hold; ends by itself, by being left, or by a limit.
    func beginPotentialHold(_ plan: PlannedHold) {
        let step = OpenStep(
            index: lastBegun?.index ?? 0, path: "pause", title: plan.technique.asked.value.title, started: clock.now,
            attempt: lastBegun?.attempt ?? 1, stopLatency: plan.technique.stopLatency)
        let task = taskOfOurs { engine in await engine.holdPotential(plan, as: step) }
        potentialHold = PotentialHold(step: step, task: task)
        // It can be left before it is said: that itself may end the run.
        announceCell(plan.instrument, isOn: true, at: plan.technique.asked.value.potentials.first)
    }

    /// Leaves what is held, and waits for it no longer than the device may take.
    func endPotentialHold() async {
        guard let potentialHold else { return }
        leave(potentialHold.step, haste.isDemanded ? .abandoned : .interrupted)
        await potentialHold.task.value
    }

    private func holdPotential(_ plan: PlannedHold, as step: OpenStep) async {
        let sampler = makeSampler(plan.technique, plan.instrument, as: step, keepsPoints: false)
        let watch = startWatch(step, sampler, plan.technique, plan.instrument, isStep: false)
        let end = await run(plan.technique, on: plan.instrument, as: step, Self.thinned(plan.technique, sampler))
        watch.cancel()
        pointCount += sampler.finish().tally.phasePoints
        let breach = sampler.breach ?? step.breach
        await settle(step, end, breach, plan.instrument)
        if potentialHold?.step === step { potentialHold = nil }
        announceLinkLost(end, plan.instrument)
        if let breach {
            follow(breach)
            announceBreach(breach)
        } else if case .threw(let error) = end, step.leaving == nil {
            stop(failure(error, step), now: false)
        }
    }

    /// All points are seen by the limits; about one a second is recorded, as the phase it is.
    private static func thinned(
        _ technique: CheckedTechnique, _ sampler: StepSampler
    ) -> @Sendable (EchemPoint) throws -> Void {
        let interval = technique.realised.value.interval
        let each = max(1, Int((Duration.seconds(1) / interval).rounded()))
        let count = Mutex(0)
        return { point in
            var point = point
            point.phase = .hold
            let number = count.withLock { count in
                defer { count += 1 }
                return count
            }
            point.isRecorded = point.isRecorded && number % each == 0
            try sampler.take(point)
        }
    }
}
