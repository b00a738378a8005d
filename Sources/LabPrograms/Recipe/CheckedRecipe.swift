public import LabValues

/// A recipe that the instruments at hand can run: made by `Recipe.check(against:)` and by nothing else.
public struct CheckedRecipe: Sendable {
    struct Key: Hashable, Sendable {
        let role: InstrumentRole
        let technique: Technique
    }

    /// The recipe.
    public let recipe: Recipe
    /// How long it all takes.
    public let estimate: Estimate
    /// What is unusual but allowed, each with its path; sentences.
    public let cautions: [String]
    private let techniques: [Key: CheckedTechnique]

    fileprivate init(_ recipe: Recipe, techniques: [Key: CheckedTechnique]) {
        self.recipe = recipe
        self.techniques = techniques
        estimate = recipe.items.branches.estimate(techniques)
        var cautions: [String] = []
        recipe.items.branches.visit(path: "") { branch, path in
            guard let step = branch.step, let checked = step.checked(in: techniques) else { return }
            cautions += checked.cautions.map { "\(path): \($0)" }
        }
        self.cautions = cautions
    }

    /// The steps in order.
    public var items: RecipeItems { recipe.items }
    /// The instruments it needs, in the order it needs them.
    public var roles: [InstrumentRole] { recipe.roles }

    /// What the instrument will do in a step of this recipe; nil for a step that is no technique.
    public func technique(of step: Step) -> CheckedTechnique? {
        guard case .measure(let technique) = step.action, let role = step.role else { return nil }
        return techniques[Key(role: role, technique: technique)]
    }

    /// How long a step takes.
    public func estimate(of step: Step) -> Estimate { .of(step.action, checked: technique(of: step)) }

    /// How long a step or a loop takes.
    public func estimate(of item: Recipe.Item) -> Estimate {
        switch item {
        case .step(let step): estimate(of: step)
        case .repeatUntil(let loop): loop.branches.estimate(techniques).upTo(loop.atMost)
        }
    }
}

extension Recipe {
    /// Checks every step against the instruments by role.
    ///
    /// - Throws: `RecipeRefused` with all faults and their paths; what is repeated is named once.
    public func check(
        against capabilities: [InstrumentRole: PotentiostatCapabilities]
    ) throws(RecipeRefused) -> CheckedRecipe {
        var check = RecipeCheck(against: capabilities)
        check.check(self)
        guard check.faults.isEmpty else { throw RecipeRefused(faults: check.faults) }
        return CheckedRecipe(self, techniques: check.techniques)
    }
}

extension Estimate {
    fileprivate static func of(_ action: Action, checked: CheckedTechnique?) -> Self {
        switch action {
        case .measure:
            guard let checked else { return .none }
            return Self(
                steps: 1, points: checked.pointCount, duration: checked.duration, stopLatency: checked.stopLatency)
        case .rest(let duration): return Self(steps: 1, points: 0, duration: duration)
        case .note: return Self(steps: 1, points: 0, duration: .zero)
        case .perform(let body):
            var estimate = Self(steps: 1, points: 0, duration: body.estimate ?? .zero)
            estimate.mostPoints = nil
            if body.estimate == nil { estimate.longestDuration = nil }
            return estimate
        }
    }
}

extension StepBlueprint {
    fileprivate func checked(in techniques: [CheckedRecipe.Key: CheckedTechnique]) -> CheckedTechnique? {
        guard case .measure(let technique) = action, let role else { return nil }
        return techniques[CheckedRecipe.Key(role: role, technique: technique)]
    }
}

extension BranchList {
    fileprivate func estimate(_ techniques: [CheckedRecipe.Key: CheckedTechnique]) -> Estimate {
        branches.reduce(.none) { sum, branch in
            switch branch.content {
            case .step(let step): sum + .of(step.action, checked: step.checked(in: techniques))
            case .group(let list): sum + list.estimate(techniques)
            case .rounds(let rounds): rounds.reduce(sum) { $0 + $1.estimate(techniques) }
            case .repetition(let count, let list): sum + list.estimate(techniques).times(count)
            case .repeatUntil(_, let atMost, let list, _): sum + list.estimate(techniques).upTo(atMost)
            }
        }
    }
}
