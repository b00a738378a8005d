import LabValues

/// A curve drawn in the terminal, with its axes in plain words.
struct CurvePlot {
    /// What stands along an axis.
    struct Axis {
        var name: String
        var unit: String
    }

    var x: Axis
    var y: Axis
    var points: [(x: Double, y: Double)]

    /// The drawing, `columns` characters wide at most.
    func lines(columns: Int, rows: Int = 16) -> [String] {
        let drawable = points.filter { $0.x.isFinite && $0.y.isFinite }
        guard let first = drawable.first, drawable.count > 1 else { return ["(too few points to draw)"] }
        let margin = 11
        var canvas = BrailleCanvas(columns: max(20, min(columns, 100) - margin - 1), rows: rows)
        let xs = Self.span(drawable.map(\.x)), ys = Self.span(drawable.map(\.y))
        func dot(_ point: (x: Double, y: Double)) -> (x: Int, y: Int) {
            let across = (point.x - xs.low) / (xs.high - xs.low), up = (point.y - ys.low) / (ys.high - ys.low)
            return (Int(across * Double(canvas.width - 1)), Int((1 - up) * Double(canvas.height - 1)))
        }
        if ys.low < 0, ys.high > 0 {
            let zero = dot((xs.low, 0)).y
            for x in stride(from: 0, to: canvas.width, by: 4) { canvas.set(x, zero) }
        }
        var previous = dot(first)
        for point in drawable.dropFirst() {
            let next = dot(point)
            canvas.line(from: previous, to: next)
            previous = next
        }
        return framed(canvas, xs, ys, margin)
    }

    private func framed(
        _ canvas: BrailleCanvas, _ xs: (low: Double, high: Double), _ ys: (low: Double, high: Double), _ margin: Int
    ) -> [String] {
        var lines = [Self.pad("\(y.name)", margin) + ""]
        for (row, dots) in canvas.lines.enumerated() {
            let label =
                row == 0 ? Self.text(ys.high, y.unit) : row == canvas.rows - 1 ? Self.text(ys.low, y.unit) : ""
            lines.append(Self.pad(label, margin - 1) + "┤" + dots)
        }
        let low = Self.text(xs.low, x.unit), high = Self.text(xs.high, x.unit)
        lines.append(String(repeating: " ", count: margin - 1) + "└" + String(repeating: "─", count: canvas.columns))
        let gap = max(1, canvas.columns - low.count - high.count - x.name.count)
        let left = gap / 2
        lines.append(
            String(repeating: " ", count: margin) + low + String(repeating: " ", count: left) + x.name
                + String(repeating: " ", count: gap - left) + high)
        return lines
    }

    private static func span(_ values: [Double]) -> (low: Double, high: Double) {
        let low = values.min() ?? 0, high = values.max() ?? 1
        return low < high ? (low, high) : (low - 1e-12, high + 1e-12)
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count - 1)) + text + " "
    }

    /// So many digits that count, with an SI prefix: `18.9 µA`.
    static func text(_ value: Double, _ unit: String, digits: Int = 3) -> String {
        guard value != 0, value.isFinite else { return "0 \(unit)" }
        let prefixes = [(1e-12, "p"), (1e-9, "n"), (1e-6, "µ"), (1e-3, "m"), (1, ""), (1e3, "k"), (1e6, "M")]
        let scale = prefixes.last { value.magnitude >= $0.0 * 0.9995 } ?? prefixes[0]
        let scaled = value / scale.0
        let decimals = digits - (scaled.magnitude >= 99.95 ? 3 : scaled.magnitude >= 9.995 ? 2 : 1)
        return "\(fixed(scaled, decimals)) \(scale.1)\(unit)"
    }

    /// `value` with a fixed number of decimals.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
        var power = 1.0
        for _ in 0..<decimals { power *= 10 }
        let scaled = Int64((value.magnitude * power).rounded())
        let digits = String(scaled)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = value < 0 && scaled != 0 ? "-" : ""
        guard decimals > 0 else { return sign + padded }
        return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}
