/// Branches in order, with what is needed to find the one that holds an item.
struct BranchList: Sendable {
    let branches: [Branch]
    let mostSteps: Int
    private let ends: [Int]

    /// How many items it is in a recipe.
    var itemCount: Int { ends.last ?? 0 }

    init(_ nodes: [StepNode], inheriting inherited: Inherited) {
        var taken: Set<String> = []
        branches = nodes.compactMap { node in
            guard let (segment, content) = node.branch(inheriting: inherited) else { return nil }
            return Branch(segment: segment.unlike(&taken), content: content)
        }
        ends = runningSums(of: branches.map(\.itemCount))
        mostSteps = runningSums(of: branches.map(\.mostSteps)).last ?? 0
    }

    /// The item at `index`.
    func item(at index: Int, path: String) -> Recipe.Item {
        precondition(index >= 0 && index < itemCount, "a recipe has no item \(index)")
        let (place, rest) = position(of: index, in: ends)
        return branches[place].item(at: rest, path: path)
    }

    /// Visits every branch once, a repeated one at its first round.
    func visit(path: String, _ body: (Branch, _ path: String) -> Void) {
        for branch in branches {
            let place = path.isEmpty ? branch.segment : path + "/" + branch.segment
            body(branch, place)
            switch branch.content {
            case .step: break
            case .group(let list): list.visit(path: place, body)
            case .rounds(let rounds):
                for (round, list) in rounds.enumerated() { list.visit(path: "\(place)[\(round)]", body) }
            case .repetition(0, _): break
            case .repetition(_, let list), .repeatUntil(_, _, let list, _): list.visit(path: "\(place)[0]", body)
            }
        }
    }
}

/// The sums of the first, the first two, … of `counts`; the largest integer where they would be larger.
func runningSums(of counts: [Int]) -> [Int] {
    var sum = 0
    return counts.map { count in
        sum = sum.clampedPlus(count)
        return sum
    }
}

/// Which part holds the element `index`, and which element of the part it is.
func position(of index: Int, in ends: [Int]) -> (part: Int, rest: Int) {
    var (low, high) = (0, ends.count)
    while low < high {
        let middle = (low + high) / 2
        if ends[middle] > index { high = middle } else { low = middle + 1 }
    }
    return (low, index - (low == 0 ? 0 : ends[low - 1]))
}

extension String {
    /// The name, numbered from 2 when one like it is taken; then taken too.
    fileprivate func unlike(_ taken: inout Set<String>) -> String {
        var candidate = self
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(self)#\(number)"
            number += 1
        }
        return candidate
    }
}
