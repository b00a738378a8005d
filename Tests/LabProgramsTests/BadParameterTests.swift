import LabPrograms
import Testing

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
