import Testing

@testable import LabPrograms

@Suite struct ProgramNameTests {
    @Test(arguments: [
        ("ScanRateStudy", "scan-rate-study"), ("CyclicVoltammetryProgram", "cyclic-voltammetry"),
        ("CVStudy", "cv-study"), ("EISScan2", "eis-scan2"), ("pH7Buffer", "p-h7-buffer"), ("scan_rate", "scan-rate"),
        ("Program", "program"), ("X", "x"), ("ÜberPotential", "über-potential"), ("测量", "测量"), ("_Hidden", "hidden"),
    ])
    func `a program is called by its type in kebab case`(type: String, name: String) {
        #expect(type.programName == name)
    }

    @Test func `a program may name itself`() {
        struct Own: ExperimentProgram {
            static let summary = "own"
            static let name = "my-own"
            var steps: some Steps { Rest(.zero) }
        }
        struct Given: ExperimentProgram {
            static let summary = "given"
            var steps: some Steps { Rest(.zero) }
        }
        #expect(Own.name == "my-own" && Given.name == "given")
        #expect(Given().limits == SafetyLimits() && Given().pauseState == .cellOff)
    }
}

@Suite struct ProgramCatalogTests {
    private struct First: ExperimentProgram {
        static let summary = "first"
        var steps: some Steps { Rest(.zero) }
    }
    private struct Second: ExperimentProgram {
        static let name = "first"
        static let summary = "second"
        var steps: some Steps { Rest(.zero) }
    }

    @Test func `a program is found by its name, the later of two`() throws {
        #expect(try ProgramCatalog([First.self]).program(named: "first") == First.self)
        #expect(try ProgramCatalog([First.self, Second.self]).program(named: "first") == Second.self)
    }

    @Test func `an unknown program is refused with what exists and a guess`() {
        let fault = #expect(throws: UnknownProgram.self) { try ProgramCatalog([First.self]).program(named: "frist") }
        #expect(fault?.description == "There is no program called “frist”.")
        #expect(fault?.hint == "Did you mean “first”? Programs: first.")
        #expect(fault?.code == "invalid_input" && fault?.recovery == .refuse)
    }
}

@Suite struct ClosestWordTests {
    @Test func `a word is found with a letter wrong, missing, surplus or swapped, capitals aside`() {
        let words = ["rate", "cycles", "vertex1", "vertex2"]
        #expect(words.closest(to: "rat") == "rate" && words.closest(to: "Rate") == "rate")
        #expect(words.closest(to: "cylces") == "cycles" && words.closest(to: "vertex") == "vertex1")
        #expect(words.closest(to: "potential") == nil && words.closest(to: "") == nil)
        #expect(words.closest(to: String(repeating: "x", count: 100_000)) == nil)
        #expect(["a"].closest(to: "b") == nil)
    }
}
