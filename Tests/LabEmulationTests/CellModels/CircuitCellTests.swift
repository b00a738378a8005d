import Glibc
import LabEmulation
import Testing

struct CircuitCellTests {
    @Test func `a resistor obeys Ohm`() {
        var cell = ResistorCell(resistance: 10_000)
        #expect(cell.advance(by: 1, .held(at: 0.5)).current == 50e-6)
        #expect(cell.advance(by: 1, .open) == CellReading(potential: 0, current: 0))
    }

    @Test func `a series RC keeps 36.8 per cent of its current after one time constant`() {
        var cell = SeriesRCCell(resistance: 100, capacitance: 20e-6)
        let current = cell.advance(by: 2e-3, .held(at: 0.1)).current
        #expect(abs(current - 1e-3 * exp(-1)) < 1e-15)
    }

    @Test func `a series RC does not mind how time is cut into steps`() {
        var whole = SeriesRCCell(resistance: 100, capacitance: 20e-6)
        var pieces = whole
        let expected = whole.advance(by: 1e-3, .held(at: 0.1)).current
        var last = 0.0
        for _ in 0..<10 { last = pieces.advance(by: 1e-4, .held(at: 0.1)).current }
        #expect(abs(last - expected) < 1e-15)
    }

    @Test func `a series RC keeps its charge at open circuit`() {
        var cell = SeriesRCCell(resistance: 100, capacitance: 20e-6)
        _ = cell.advance(by: 1, .held(at: 0.25))
        #expect(cell.advance(by: 100, .open).potential == 0.25)
    }

    @Test func `a Randles cell ends at the sum of its resistances and decays when open`() {
        var cell = RandlesCell(solutionResistance: 100, chargeTransferResistance: 1000, capacitance: 20e-6)
        #expect(abs(cell.advance(by: 10, .held(at: 0.11)).current - 1e-4) < 1e-12)
        #expect(abs(cell.advance(by: 0.02, .open).potential - 0.1 * exp(-1)) < 1e-12)
    }

    @Test(arguments: [
        ("resistor:10k", CellDescription.resistor(10_000)), ("rc:100,20u", .rc(100, 20e-6)),
        ("randles:100,1k,20u", .randles(100, 1000, 20e-6)), ("redox", .redox), ("resistor:1.5M", .resistor(1.5e6)),
    ])
    func `a cell is read from its text`(text: String, cell: CellDescription) throws {
        #expect(try CellDescription(text) == cell)
    }

    @Test(arguments: [
        ("", CellDescriptionError.unknownCell("")), ("battery:1", .unknownCell("battery:1")),
        ("resistor", .wrongNumberOfValues(in: "resistor", expected: 1)),
        ("rc:100", .wrongNumberOfValues(in: "rc:100", expected: 2)),
        ("redox:1", .wrongNumberOfValues(in: "redox:1", expected: 0)),
        ("resistor:0", .badValue("0", in: "resistor:0")), ("resistor:-1k", .badValue("-1k", in: "resistor:-1k")),
        ("resistor:nan", .badValue("nan", in: "resistor:nan")), ("rc:1,", .badValue("", in: "rc:1,")),
        ("resistor:1e999", .badValue("1e999", in: "resistor:1e999")),
    ])
    func `a bad cell is refused with what exists`(text: String, error: CellDescriptionError) {
        #expect(throws: error) { try CellDescription(text) }
        #expect(error.description.contains("resistor:10k, rc:100,20u, randles:100,1k,20u, redox"))
    }
}
