import Testing

@testable import LabRunnerKit

struct CurvePlotTests {
    @Test(arguments: [
        (1.89e-5, "18.9 µA"), (-1.234e-9, "-1.23 nA"), (0.5, "500 mA"), (0, "0 A"), (1, "1.00 A"), (0.09996, "100 mA"),
        (999.6e-6, "1.00 mA"), (3e-15, "0.00 pA"),
    ])
    func `a number on an axis has three digits and a prefix`(value: Double, text: String) {
        #expect(CurvePlot.text(value, "A") == text)
    }

    @Test func `a drawing is as wide as it may be and shows both ends of its axes`() {
        let points = (0...100).map { (x: Double($0) / 100, y: Double($0 * $0) * 1e-9) }
        let plot = CurvePlot(x: .init(name: "E", unit: "V"), y: .init(name: "i", unit: "A"), points: points)
        let lines = plot.lines(columns: 60, rows: 8)
        #expect(lines.count == 11)
        #expect(lines.allSatisfy { $0.count <= 60 })
        #expect(lines.contains { $0.contains("10.0 µA") })
        #expect(lines.last?.contains("1.00 V") == true)
    }

    @Test func `points that are no numbers are left out, and too few of them are said to be so`() {
        let plot = CurvePlot(
            x: .init(name: "E", unit: "V"), y: .init(name: "i", unit: "A"), points: [(0, .nan), (.infinity, 1), (1, 1)])
        #expect(plot.lines(columns: 80) == ["(too few points to draw)"])
    }

    @Test func `dots lie where they are set, and those outside are left out`() {
        var canvas = BrailleCanvas(columns: 1, rows: 1)
        canvas.set(0, 0)
        canvas.set(1, 3)
        canvas.set(-1, 9)
        #expect(canvas.lines == ["\u{2881}"])
    }
}
