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

    var json: JSONValue {
        [
            "benchmark": .string(name), "figures": .array(figures.map(\.json)), "baseline": baseline.json,
            "ratio": .number(ratio), "aim": .string(aim),
        ]
    }

    var lines: [String] {
        let heads = ["min", "median", "max"].map(Figure.column).joined()
        return [name + String(repeating: " ", count: max(0, 42 - name.count)) + heads] + figures.map(\.line)
            + [baseline.line, "  \(Figure.rounded(ratio)) times the baseline; aim: \(aim)", ""]
    }
}
