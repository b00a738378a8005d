import LabPrograms
import Testing

@Suite struct ParameterTests {
    @Test func `parameters are listed in order with label, kind, default, range and example`() throws {
        let declared = Everything.declaredParameters
        #expect(
            declared.map(\.name) == [
                "rates", "vertex1", "vertex2", "cycles", "stir", "sample", "counts", "rest", "range", "bandwidth",
            ])
        #expect(
            declared.map(\.defaultText) == [
                "20 mV/s, 50 mV/s", "-300 mV", "none", "2", "no", "ferrocene", "1, 2", "5 s", "auto", "100 Hz",
            ])
        #expect(
            declared.prefix(4).map(\.rangeText) == ["1 mV/s … 10 V/s", "-2 V … 2 V", "-2 V … 2 V", "1 … 10"])
        #expect(declared[4].rangeText == nil)
        #expect(declared[0].kind == "list of scan rate")
        #expect(declared[0].example == "100 mV/s, 100 mV/s")
        #expect(declared[1].label == "First vertex" && declared[1].help == "Below the couple.")
    }

    @Test func `every kind is set from what a user writes`() throws {
        let set = try Everything.configured([
            ("rates", "20,50,100mV/s"), ("vertex1", "-0.5V"), ("vertex2", "0.7 V"), ("cycles", "3"), ("stir", "yes"),
            ("sample", "ruthenium, hexaammine"), ("counts", "4, 5"), ("rest", "1min"), ("range", "100uA"),
            ("bandwidth", "none"),
        ])
        #expect(set.rates == [.millivoltsPerSecond(20), .millivoltsPerSecond(50), .millivoltsPerSecond(100)])
        #expect(set.vertex1 == .volts(-0.5) && set.vertex2 == .volts(0.7))
        #expect(set.cycles == 3 && set.stir && set.sample == "ruthenium, hexaammine" && set.counts == [4, 5])
        #expect(set.rest == .seconds(60) && set.range == .fixed(.microamperes(100)) && set.bandwidth == nil)
        #expect(set.parameterTexts["rest"] == "1 min")
    }

    @Test func `in a list the last unit is that of the elements without one`() throws {
        func rates(_ text: String) throws -> [ScanRate] { try Everything.configured([("rates", text)]).rates }
        #expect(try rates("1, 2e0 ,0.1 V/s") == [.voltsPerSecond(1), .voltsPerSecond(2), .voltsPerSecond(0.1)])
        #expect(try rates("20 mV/s, 1 V/s") == [.millivoltsPerSecond(20), .voltsPerSecond(1)])
        #expect(try rates("2V/s") == [.voltsPerSecond(2)])
    }

    @Test func `two instances of a program share no values`() throws {
        let first = try Everything.configured([("cycles", "7")])
        let second = Everything()
        #expect(first.cycles == 7 && second.cycles == 2)
        #expect(Everything.declaredParameters[3].defaultText == "2")
    }

    @Test func `a copy changed in code leaves its original alone`() {
        let original = Everything()
        var copy = original
        copy.cycles = 9
        #expect(original.cycles == 2 && copy.cycles == 9)
    }

    @Test func `a program known only as a type can be configured`() throws {
        let type: any ExperimentProgram.Type = Everything.self
        let program = try type.configured([("rest", "3s")])
        #expect(Recipe(program).items.first?.step?.title == "Rest 3 s")
    }
}
