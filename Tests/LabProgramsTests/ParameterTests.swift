import LabPrograms
import Testing

/// A parameter of every kind.
private struct Everything: ExperimentProgram {
    static let summary = "a parameter of every kind"
    @Parameter("Scan rates", range: .millivoltsPerSecond(1) ... .voltsPerSecond(10))
    var rates: [ScanRate] = [.millivoltsPerSecond(20), .millivoltsPerSecond(50)]
    @Parameter("First vertex", range: .volts(-2) ... .volts(2), help: "Below the couple.")
    var vertex1: ElectrodePotential = .volts(-0.3)
    @Parameter("Second vertex", range: .volts(-2) ... .volts(2)) var vertex2: ElectrodePotential?
    @Parameter("Cycles", range: 1...10) var cycles = 2
    @Parameter("Stir") var stir = false
    @Parameter("Sample") var sample = "ferrocene"
    @Parameter("Counts") var counts: [Int] = [1, 2]
    @Parameter("Rest", range: .zero ... .seconds(60)) var rest: Duration = .seconds(5)
    @Parameter("Range") var range: CurrentRange = .auto
    @Parameter("Filter") var bandwidth: Frequency? = .hertz(100)
    let notAParameter = 1

    var steps: some Steps { Rest(rest) }
}

/// The wrapper's own default breaks its range.
private struct Careless: ExperimentProgram {
    static let summary = "a default out of range"
    @Parameter("Cycles", range: 1...10) var cycles = 11
    var steps: some Steps { Rest(.zero) }
}

private struct Plain: ExperimentProgram {
    static let summary = "no parameters"
    var steps: some Steps { Rest(.zero) }
}

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

@Suite struct BadParameterTests {
    private func fault(_ settings: (name: String, value: String)...) -> BadParameter? {
        do throws(BadParameter) {
            _ = try Everything.configured(settings)
            return nil
        } catch {
            return error
        }
    }

    @Test func `an unknown name lists what exists and guesses`() {
        let unknown = fault(("cylces", "3"))
        #expect(unknown?.description == "The program everything has no parameter called “cylces”.")
        #expect(
            unknown?.hint == "Did you mean “cycles”? Parameters: rates, vertex1, vertex2, cycles, stir, sample, "
                + "counts, rest, range, bandwidth.")
        #expect(unknown?.code == "invalid_input" && unknown?.recovery == .refuse)
        #expect(throws: BadParameter.unknownName("x", program: "plain", known: [])) {
            try Plain.configured([("x", "1")])
        }
        #expect(BadParameter.unknownName("x", program: "plain", known: []).hint == "It has no parameters.")
    }

    @Test func `a malformed value says what it lacks`() {
        #expect(
            fault(("vertex1", "0.5"))?.description
                == "The parameter vertex1 cannot be read: “0.5” has no unit: an electric potential needs one, for "
                + "example 0.5 V.")
        #expect(
            fault(("rates", "20,50 mV"))?.description
                == "The parameter rates cannot be read: “20 mV” is an electric potential, as mV says, but a scan rate "
                + "is needed, for example 100 mV/s.")
        #expect(fault(("rates", "20,50"))?.description.contains("has no unit") == true)
        #expect(fault(("rates", ""))?.description.contains("does not begin with a number") == true)
        #expect(fault(("rates", "20 mV/s,,50 mV/s")) != nil)
        #expect(fault(("stir", "perhaps"))?.description.contains("neither yes nor no") == true)
    }

    @Test func `a value out of range is named with the range`() {
        #expect(fault(("cycles", "11"))?.description == "The parameter cycles is 11; it must be in 1 … 10.")
        #expect(
            fault(("rates", "20,50,20000 mV/s"))?.description
                == "The parameter rates is 20 V/s; it must be in 1 mV/s … 10 V/s.")
        #expect(fault(("vertex2", "3V"))?.description == "The parameter vertex2 is 3 V; it must be in -2 V … 2 V.")
    }

    @Test func `a name given twice is refused`() {
        #expect(
            fault(("cycles", "3"), ("cycles", "4"))?.description == "The parameter cycles is given more than once.")
    }

    @Test func `a default out of its own range is the program's fault, and setting it heals`() throws {
        #expect(throws: BadParameter.defaultOutOfRange(name: "cycles", value: "11", range: "1 … 10")) {
            try Careless.configured([])
        }
        #expect(try Careless.configured([("cycles", "10")]).cycles == 10)
    }
}
