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
