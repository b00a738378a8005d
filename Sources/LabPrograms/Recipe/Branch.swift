/// A step, a group or a loop of a recipe, its name in the path settled.
struct Branch: Sendable {
    enum Content: Sendable {
        case step(StepBlueprint)
        case group(BranchList)
        case rounds([BranchList])
        case repetition(count: Int, BranchList)
        case repeatUntil(name: String, atMost: Int, BranchList, until: @Sendable (Iteration) async throws -> Bool)
    }

    /// Its part of the path, unlike any of its siblings'.
    let segment: String
    let content: Content
    /// How many items it is in a recipe.
    let itemCount: Int
    /// How many steps it is at most.
    let mostSteps: Int
    /// For rounds: how many items come before the end of each.
    private let ends: [Int]

    init(segment: String, content: Content) {
        self.segment = segment
        self.content = content
        var ends: [Int] = []
        switch content {
        case .step: (itemCount, mostSteps) = (1, 1)
        case .group(let list): (itemCount, mostSteps) = (list.itemCount, list.mostSteps)
        case .rounds(let rounds):
            ends = runningSums(of: rounds.map(\.itemCount))
            itemCount = ends.last ?? 0
            mostSteps = runningSums(of: rounds.map(\.mostSteps)).last ?? 0
        case .repetition(let count, let list):
            itemCount = list.itemCount.clampedTimes(count)
            mostSteps = list.mostSteps.clampedTimes(count)
        case .repeatUntil(_, let atMost, let list, _):
            itemCount = 1
            mostSteps = list.mostSteps.clampedTimes(max(atMost, 0))
        }
        self.ends = ends
    }

    /// The step, when it is one.
    var step: StepBlueprint? { if case .step(let step) = content { step } else { nil } }

    /// The item at `index` within it.
    func item(at index: Int, path: String) -> Recipe.Item {
        let place = path.isEmpty ? segment : path + "/" + segment
        switch content {
        case .step(let step): return .step(step.placed(at: place))
        case .group(let list): return list.item(at: index, path: place)
        case .rounds(let rounds):
            let (round, rest) = position(of: index, in: ends)
            return rounds[round].item(at: rest, path: "\(place)[\(round)]")
        case .repetition(_, let list):
            let (round, rest) = index.quotientAndRemainder(dividingBy: list.itemCount)
            return list.item(at: rest, path: "\(place)[\(round)]")
        case .repeatUntil(let name, let atMost, let list, let until):
            return .repeatUntil(
                RepeatUntilItem(path: place, name: name, atMost: atMost, until: until, branches: list))
        }
    }
}
