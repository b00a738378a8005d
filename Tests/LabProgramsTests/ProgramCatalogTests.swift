import LabPrograms
import Testing

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
