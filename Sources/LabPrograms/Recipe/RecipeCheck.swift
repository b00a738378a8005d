internal import LabValues

/// Walks a recipe and gathers what is wrong, and what each technique becomes on its instrument.
struct RecipeCheck {
    let capabilities: [InstrumentRole: PotentiostatCapabilities]
    private(set) var faults: [ParameterFault] = []
    private(set) var techniques: [CheckedRecipe.Key: CheckedTechnique] = [:]

    init(against capabilities: [InstrumentRole: PotentiostatCapabilities]) { self.capabilities = capabilities }

    mutating func check(_ recipe: Recipe) {
        if recipe.stepCount > Recipe.mostSteps {
            let count = recipe.stepCount == .max ? "beyond counting" : "\(recipe.stepCount)"
            let limit = "at most \(Recipe.mostSteps), loops unrolled"
            faults.append(ParameterFault(path: recipe.name, parameter: "number of steps", value: count, limit: limit))
        }
        recipe.items.branches.visit(path: "") { branch, path in check(branch, at: path) }
        faults += recipe.misplacedCommands
        var names: Set<String> = []
        for command in recipe.commands {
            if let fault = command.nameFault(among: &names) { faults.append(fault) }
            check(command.step)
        }
        check(recipe.pauseState, of: recipe)
    }

    /// A potential that a pause holds must be one that the instrument can hold.
    private mutating func check(_ pause: PauseState, of recipe: Recipe) {
        guard let role = pause.role else { return }
        guard let model = capabilities[role] else { return refuse(role, at: "pauseState", "pauseState") }
        guard case .holdPotential(let potential, _) = pause else { return }
        do throws(TechniqueRefused) {
            _ = try PauseState.hold(potential, for: .seconds(3600), on: model).check(against: model)
        } catch {
            faults += error.faults.map { $0.at("pauseState") }
        }
    }

    private mutating func check(_ branch: Branch, at path: String) {
        switch branch.content {
        case .step(let step): check(step.placed(at: path))
        case .repeatUntil(_, let atMost, _, _) where atMost < 1:
            faults.append(ParameterFault(path: path, parameter: "atMost", value: "\(atMost)", limit: "1 or more"))
        case .group, .rounds, .repetition, .repeatUntil: break
        }
    }

    private mutating func check(_ step: Step) {
        switch step.action {
        case .measure(let technique): check(technique, of: step)
        case .rest(let duration): checkSpan(duration, "duration", of: step)
        case .note: break
        case .perform(let body):
            if let estimate = body.estimate { checkSpan(estimate, "estimate", of: step) }
            for role in body.roles where capabilities[role] == nil { refuse(role, of: step) }
        }
        checkInterruption(of: step)
    }

    private mutating func check(_ technique: Technique, of step: Step) {
        guard let role = step.role, let model = capabilities[role] else {
            faults += technique.value.faults.map { $0.at(step.path) }
            if let role = step.role { refuse(role, of: step) }
            return
        }
        let key = CheckedRecipe.Key(role: role, technique: technique)
        guard techniques[key] == nil else { return }
        do throws(TechniqueRefused) {
            techniques[key] = try technique.check(against: model)
        } catch {
            faults += error.faults.map { $0.at(step.path) }
        }
    }

    private mutating func refuse(_ role: InstrumentRole, of step: Step) { refuse(role, at: step.path, ".on(…)") }

    private mutating func refuse(_ role: InstrumentRole, at path: String, _ place: String) {
        let known = capabilities.keys.map(\.rawValue).sorted()
        let list = known.isEmpty ? "none is" : known.joined(separator: ", ")
        faults.append(
            ParameterFault(
                path: path, parameter: "instrument", value: "“\(role)”", limit: "one that is there: \(list)",
                remedy: "Name it with --instrument \(role)=DRIVER@ADDRESS, or change \(place) in the program."))
    }

    private mutating func checkSpan(_ span: Duration, _ parameter: String, of step: Step) {
        guard span < .zero || span > .clampLimit else { return }
        let limit = span < .zero ? "0 s or more" : "at most \(Duration.clampLimit.userText)"
        faults.append(ParameterFault(path: step.path, parameter: parameter, value: span.userText, limit: limit))
    }

    private mutating func checkInterruption(of step: Step) {
        guard case .restart(let count) = step.interruption else { return }
        let value = step.interruption.description
        if !step.isRepeatable {
            faults.append(
                ParameterFault(
                    path: step.path, parameter: "whenInterrupted", value: value,
                    limit: "stop or skip for a step that is not marked .repeatable()",
                    remedy: "Mark the step .repeatable() when running it again spoils nothing."))
        } else if count < 1 {
            faults.append(
                ParameterFault(
                    path: step.path, parameter: "whenInterrupted", value: value, limit: "one restart or more"))
        }
    }
}
