import LabValues

/// One quantity, measured several times.
struct Figure: Sendable {
    var name: String
    var unit: String
    /// At least one reading, in the order they were taken.
    var readings: [Double]

    var sorted: [Double] { readings.sorted() }
    var smallest: Double { sorted[0] }
    var largest: Double { sorted[readings.count - 1] }
    var median: Double {
        let (sorted, middle) = (sorted, readings.count / 2)
        return readings.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    var json: JSONValue {
        [
            "name": .string(name), "unit": .string(unit), "min": .number(smallest), "median": .number(median),
            "max": .number(largest), "repetitions": .integer(readings.count),
        ]
    }

    /// The quantity as one row of a table.
    var line: String {
        let cells = [smallest, median, largest].map { Self.column(Self.rounded($0)) }.joined()
        return "  " + (name + String(repeating: " ", count: max(0, 40 - name.count))) + cells + "  " + unit
    }

    static func column(_ text: String) -> String { String(repeating: " ", count: max(1, 12 - text.count)) + text }

    /// Four digits at least.
    static func rounded(_ value: Double) -> String {
        let places: Double = value.magnitude >= 1000 ? 1 : value.magnitude >= 10 ? 100 : 10_000
        let text = "\((value * places).rounded() / places)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
