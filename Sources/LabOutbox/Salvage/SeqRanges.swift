/// A set of `seq`, as the few ranges it is made of.
struct SeqRanges: Hashable, CustomStringConvertible {
    /// In order, apart from each other.
    private(set) var ranges: [ClosedRange<Int>] = []

    init() {}

    /// From `first` to `last`; empty when that is nothing.
    init(_ first: Int, _ last: Int) { if first <= last { ranges = [first...last] } }

    /// Ranges that are in order, and apart.
    init(ordered ranges: [ClosedRange<Int>]) { self.ranges = ranges }

    init(_ gaps: [OutboxGap]) {
        for gap in gaps.sorted(by: { $0.first < $1.first }) where gap.first <= gap.last { append(gap.first...gap.last) }
    }

    var count: Int { ranges.reduce(0) { $0 + $1.count } }
    var isEmpty: Bool { ranges.isEmpty }
    /// The highest; 0 when there is none.
    var last: Int { ranges.last?.upperBound ?? 0 }
    /// The lowest; nil when there is none.
    var first: Int? { ranges.first?.lowerBound }

    func contains(_ seq: Int) -> Bool {
        let place = place(of: seq)
        return place < ranges.count && ranges[place].contains(seq)
    }

    /// Adds one; cheap when it is the next.
    mutating func insert(_ seq: Int) {
        if ranges.isEmpty || seq > last { return append(seq...seq) }
        let place = place(of: seq)
        guard !ranges[place].contains(seq) else { return }
        self = union(SeqRanges(seq, seq))
    }

    func union(_ other: SeqRanges) -> SeqRanges {
        var result = SeqRanges()
        for range in (ranges + other.ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) { result.append(range) }
        return result
    }

    func subtracting(_ other: SeqRanges) -> SeqRanges {
        var result = SeqRanges()
        for range in ranges {
            var start = range.lowerBound
            for hole in other.ranges[other.place(of: start)...] where hole.upperBound >= start {
                guard hole.lowerBound <= range.upperBound else { break }
                if hole.lowerBound > start { result.append(start...hole.lowerBound - 1) }
                start = hole.upperBound + 1
            }
            if start <= range.upperBound { result.append(start...range.upperBound) }
        }
        return result
    }

    func intersection(_ other: SeqRanges) -> SeqRanges { subtracting(subtracting(other)) }

    /// `7`, or `7, 9–12 and 20`.
    var description: String {
        let parts = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
        guard parts.count > 20 else { return parts.listed }
        return parts.prefix(20).joined(separator: ", ") + " and \(parts.count - 20) more ranges up to \(last)"
    }

    /// Where the first range is that ends at `seq` or later.
    private func place(of seq: Int) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < seq { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Adds what does not begin before the last range does.
    private mutating func append(_ range: ClosedRange<Int>) {
        guard let end = ranges.last, range.lowerBound <= end.upperBound + 1 else { return ranges.append(range) }
        ranges[ranges.count - 1] = end.lowerBound...max(end.upperBound, range.upperBound)
    }
}

extension [String] {
    /// `a`, `a and b`, `a, b and c`.
    var listed: String {
        count < 2 ? joined() : dropLast().joined(separator: ", ") + " and " + (last ?? "")
    }
}
