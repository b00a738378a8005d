import LabPrograms
import LabValues

/// What an experiment was begun with, as `experiment_started` or `run.json` says it. Pure.
struct RecordedRun: Sendable {
    let program: String
    let digest: String
    let version: String
    let parameters: JSONObject
    let metadata: JSONObject

    /// Nil for facts that name no program.
    init?(_ facts: JSONObject) {
        guard let name = facts["program"]?["name"]?.text, let digest = facts["program"]?["digest"]?.text else {
            return nil
        }
        (program, self.digest) = (name, digest)
        version = facts["software"]?["lab-runner"]?.text ?? "of an unknown version"
        parameters = facts["parameters"]?.fields ?? JSONObject()
        metadata = facts["metadata"]?.fields ?? JSONObject()
    }

    /// What has to be set so that a program of this type has the parameters of then; what is its default is not set.
    func settings(
        of type: any ExperimentProgram.Type, with typed: [(name: String, value: String)]
    ) -> [(name: String, value: String)] {
        let defaults = type.init().parameterTexts
        let recorded = parameters.fields.compactMap { field -> (name: String, value: String)? in
            guard let text = field.value.text, defaults[field.name] != field.value,
                !typed.contains(where: { $0.name == field.name })
            else { return nil }
            return (field.name, text)
        }
        return recorded + typed
    }

    /// What is other in `recipe`, in sentences without their full stops.
    func differences(from recipe: Recipe) -> [String] {
        var sentences: [String] = []
        if recipe.name != program { sentences.append("the program was \(program), and is \(recipe.name) now") }
        for field in parameters.fields {
            guard let now = recipe.parameters[field.name] else {
                sentences.append("there is no parameter \(field.name) any more (it was \(field.value.shown))")
                continue
            }
            guard now != field.value else { continue }
            sentences.append("the parameter \(field.name) was \(field.value.shown), and is \(now.shown) now")
        }
        for field in recipe.parameters.fields where parameters[field.name] == nil {
            sentences.append("the parameter \(field.name) is new (\(field.value.shown))")
        }
        if sentences.isEmpty, recipe.digest != digest {
            sentences.append(
                "the steps of \(program) are others: its digest was \(digest), and is \(recipe.digest) now")
        }
        return sentences
    }
}

extension JSONValue {
    fileprivate var shown: String {
        guard let text else { return String(decoding: encoded, as: UTF8.self) }
        return text.isEmpty ? "not set" : text
    }
}

extension SafetyLimits {
    /// The limits that `experiment_started` lists, in SI units.
    init(facts: JSONObject) {
        self.init()
        func number(_ limit: LimitName) -> Double? { facts[limit.rawValue]?.double }
        potentialMinimum = number(.potentialMinimum).map { .volts($0) }
        potentialMaximum = number(.potentialMaximum).map { .volts($0) }
        currentMinimum = number(.currentMinimum).map { .amperes($0) }
        currentMaximum = number(.currentMaximum).map { .amperes($0) }
        chargeMinimum = number(.chargeMinimum).map { .coulombs($0) }
        chargeMaximum = number(.chargeMaximum).map { .coulombs($0) }
        stepTime = number(.stepTime).map { Duration(secondsClamped: $0) }
        runTime = number(.runTime).map { Duration(secondsClamped: $0) }
        silence = number(.silence).map { Duration(secondsClamped: $0) }
        excessPoints = facts[LimitName.excessPoints.rawValue]?.int
        for limit in LimitName.allCases { readTerms(of: limit, facts) }
    }

    /// What its breach does, and how long readings must stay beyond it; of what cannot be read the strictest holds.
    private mutating func readTerms(of limit: LimitName, _ facts: JSONObject) {
        guard let value = text(of: limit) else { return }
        if let action = facts["\(limit.rawValue)_action"]?.text {
            actions[limit] = LimitAction(rawValue: action) ?? .stop
        }
        let waits = (facts["\(limit.rawValue)_for"]?.elements ?? []).compactMap(\.text)
        guard !waits.isEmpty else { return }
        var said = SafetyLimits()
        // Left out, a dwell is none at all: the limit breaches at once.
        try? said.set(limit.rawValue, to: value + waits.map { ",for=\($0)" }.joined())
        dwell[limit] = said.dwell[limit]
    }
}
