import LabValues

/// What a benchmark came to: its figures, the first of which counts, and what they are held against.
struct BenchmarkResult: Sendable {
    var name: String
    var figures: [Figure]
    var baseline: Figure
    /// What was aimed at, in words.
    var aim: String

    /// How many times the baseline the first figure is, by the medians.
    var ratio: Double { figures[0].median / baseline.median }

    /// The same for each repetition, when both were measured in turn: what the machine did meanwhile falls out.
    var ratios: [Double] { zip(figures[0].readings, baseline.readings).map { $0 / $1 }.sorted() }

    var json: JSONValue {
        [
            "benchmark": .string(name), "figures": .array(figures.map(\.json)), "baseline": baseline.json,
            "ratio": .number(ratio), "ratio_min": .number(ratios.first), "ratio_max": .number(ratios.last),
            "aim": .string(aim),
        ]
    }

    var lines: [String] {
        let heads = ["min", "median", "max"].map(Figure.column).joined()
        return [name + String(repeating: " ", count: max(0, 42 - name.count)) + heads] + figures.map(\.line)
            + [baseline.line, "  \(Figure.rounded(ratio)) times the baseline\(spread); aim: \(aim)", ""]
    }

    private var spread: String {
        guard let least = ratios.first, let most = ratios.last else { return "" }
        return " (\(Figure.rounded(least)) to \(Figure.rounded(most)))"
    }
}
