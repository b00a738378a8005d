import LabPrograms
import LabValues

/// What a plan says about limits: when each acts, what it sees, and who keeps it.
extension PlanTable {
    /// Steps that are looked at; a longer recipe repeats itself.
    private static let mostSteps = 10_000

    /// In sentences.
    var limitNotes: [String] {
        var notes: [String] = []
        if armed.contains(where: { $0 == .potentialMinimum || $0 == .potentialMaximum }),
            !plan.capabilities.values.allSatisfy(\.measuresPotential)
        {
            notes.append(
                "E limit: applied only; the instrument reports the potential it sets, not the one it measures.")
        }
        notes += armed.compactMap { name in
            guard let text = plan.limits.text(of: name), let time = reactionTime(of: name) else { return nil }
            let since = name.isOfReadings ? "of a reading beyond it" : "of its time"
            return "limit \(name.rawValue)=\(text): acts within \(time.roundedText) \(since)."
        }
        guard armed.contains(where: \.isOfReadings) else { return notes }
        for (role, model) in plan.capabilities.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where model.deviceLimits.isEmpty {
            notes.append("\(role): no device limits; the runner keeps them, from the points it is sent.")
        }
        return notes
    }

    /// The limits with the time each takes to act.
    var limitFacts: JSONValue {
        .object(
            JSONObject(
                armed.map { name in
                    var facts = JSONObject([("value", .string(plan.limits.text(of: name)))])
                    facts["action"] = .string((plan.limits.actions[name] ?? .stop).rawValue)
                    facts["acts_within_s"] = reactionTime(of: name).map { .seconds($0) }
                    return (name.rawValue, .object(facts))
                }))
    }

    /// What a pause between steps does, when it leaves the cell on.
    var pauseNotes: [String] {
        let state = plan.recipe.recipe.pauseState
        guard state != .cellOff else { return [] }
        return ["a pause between steps keeps the cell ON: \(state), recorded and under all limits."]
    }

    private var armed: [LimitName] { LimitName.allCases.filter { plan.limits.isArmed($0) } }

    /// The longest time until the cell is off, over all steps the limit can act in; nil when there is none.
    private func reactionTime(of name: LimitName) -> Duration? {
        plan.recipe.items.prefix(Self.mostSteps).compactMap { item -> Duration? in
            guard case .step(let step) = item, let technique = plan.recipe.technique(of: step) else { return nil }
            let seesCurrent = technique.realised.range != nil
            let isOfPotential = name == .potentialMinimum || name == .potentialMaximum
            guard name.isOfReadings else { return technique.stopLatency }
            guard isOfPotential || seesCurrent else { return nil }
            return dwell(of: name, at: technique.realised.value.interval) + technique.stopLatency
        }.max()
    }

    /// How long readings may be beyond the limit until it breaches, a point every `interval` at most.
    private func dwell(of name: LimitName, at interval: Duration) -> Duration {
        guard let dwell = plan.limits.dwell[name] else { return interval }
        let byPoints = dwell.points.map { Duration(secondsClamped: interval.inSeconds * Double($0)) }
        // The last point that is too early, and the one after it.
        let byTime = dwell.time.map { $0 + interval + interval }
        return [byPoints, byTime].compactMap(\.self).min() ?? interval
    }
}
