extension Sequence<String> {
    /// The word among these that `word` may have been meant to be, for “did you mean”; nil when none is near.
    ///
    /// Near is up to a third of its letters wrong, missing, surplus or swapped with a neighbour, at least one;
    /// capitals do not matter.
    public func closest(to word: String) -> String? {
        let typed = Array(word.lowercased())
        guard typed.count <= 64 else { return nil }
        let allowed = Swift.max(1, typed.count / 3)
        var best: (word: String, distance: Int)?
        for candidate in self {
            let letters = Array(candidate.lowercased())
            guard abs(letters.count - typed.count) <= allowed else { continue }
            let distance = editDistance(typed, letters)
            guard distance < letters.count else { continue }  // nothing in common is not near
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }
}

/// How many letters must be changed, left out, put in or swapped with a neighbour.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let change = last[column] + (left[row] == right[column] ? 0 : 1)
            var distance = Swift.min(change, last[column + 1] + 1, current[column] + 1)
            let isSwap = row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
            if isSwap { distance = Swift.min(distance, beforeLast[column - 1] + 1) }
            current.append(distance)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
