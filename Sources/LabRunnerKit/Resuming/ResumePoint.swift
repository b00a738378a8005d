import LabPrograms

/// The place in a recipe where an experiment goes on. Pure.
struct ResumePoint: Sendable, Hashable {
    /// Which item of the recipe; their number when nothing is left to do.
    let item: Int
    /// The path of the item; nil when nothing is left to do.
    let path: String?
    /// The index its first step has.
    let stepIndex: Int

    /// The first step that is not completed, or the one that `from` names by its path or its index.
    ///
    /// - Throws: `ResumeRefused` for an unknown step, one within author code, and a loop that was left in the middle.
    init(after history: RunHistory, in items: RecipeItems, from step: String?) throws(ResumeRefused) {
        if let step {
            item = try Self.item(named: step, history, items)
        } else {
            item = try Self.firstUndone(history, items)
        }
        path = item < items.count ? items[item].path : nil
        stepIndex = path.flatMap { Self.firstIndex(at: $0, history) } ?? history.nextIndex
    }

    private static func firstUndone(_ history: RunHistory, _ items: RecipeItems) throws(ResumeRefused) -> Int {
        guard let last = history.lastBegun else { return 0 }
        guard let place = items.place(of: last) else { throw .noSuchStep(last, nearest: nil) }
        switch items[place] {
        case .step(let step):
            guard let execution = history.executions[step.path] else { return place }
            let isLeft = execution.wasPaused && step.interruption == .skip
            return execution.isDone || isLeft ? place + 1 : place
        case .repeatUntil(let loop):
            throw .insideLoop(loop.path, next: place + 1 < items.count ? items[place + 1].path : nil)
        }
    }

    private static func item(
        named text: String, _ history: RunHistory, _ items: RecipeItems
    ) throws(ResumeRefused) -> Int {
        var path = text
        if let index = Int(text) {
            if let known = history.executions.first(where: { $0.value.index == index })?.key {
                path = known
            } else if items.indices.contains(index), items.prefix(index + 1).allSatisfy(\.isOneStep) {
                return index
            }
        }
        guard let place = items.place(of: path) else {
            throw .noSuchStep(text, nearest: items.prefix(1000).map(\.path).closest(to: text))
        }
        if items[place].isOneStepOrAuthored, items[place].path != path { throw .insideStep(path, items[place].path) }
        return place
    }

    /// The index of the first step that was executed at `path` or within it.
    private static func firstIndex(at path: String, _ history: RunHistory) -> Int? {
        if let execution = history.executions[path] { return execution.index }
        return history.executions.filter { $0.key.isWithin(path) }.map(\.value.index).min()
    }
}

extension RecipeItems {
    /// Which item the step at `path` is, or belongs to.
    fileprivate func place(of path: String) -> Int? {
        firstIndex { item in
            let place = item.path
            return place == path || path.isWithin(place)
        }
    }
}

extension Recipe.Item {
    /// Whether it is executed as exactly one step.
    fileprivate var isOneStep: Bool {
        guard case .step(let step) = self else { return false }
        if case .perform = step.action { return false }
        return true
    }

    fileprivate var isOneStepOrAuthored: Bool { if case .step = self { true } else { false } }
}

extension String {
    /// Whether this path leads to something inside `place`: a step of author code, or of a round.
    func isWithin(_ place: String) -> Bool {
        guard utf8.count > place.utf8.count, hasPrefix(place) else { return false }
        return utf8.dropFirst(place.utf8.count).first.map { [UInt8(ascii: "/"), UInt8(ascii: "[")].contains($0) }
            ?? false
    }
}
