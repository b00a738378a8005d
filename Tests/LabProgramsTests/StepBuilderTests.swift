import LabPrograms
import Testing

@Suite struct StepBuilderTests {
    enum Pretreatment: CaseIterable { case none, rest, hold }

    @Test func `if, else and switch choose steps without a trace in the path`() {
        func chosen(_ isLong: Bool, _ pretreatment: Pretreatment) -> [String] {
            paths {
                if isLong { OpenCircuit(for: .seconds(9)) }
                switch pretreatment {
                case .none: if isLong { RecordNote("long") } else { RecordNote("short") }
                case .rest: Rest(.seconds(1))
                case .hold: Hold(at: .volts(1), for: .seconds(1))
                }
                let potential = ElectrodePotential.volts(0.1)
                Hold(at: potential, for: .seconds(2)).named("last")
            }
        }
        #expect(chosen(true, .none) == ["OCP", "Note", "last"])
        #expect(chosen(false, .rest) == ["Rest", "last"])
        #expect(chosen(false, .hold) == ["CA", "last"])
    }

    @Test func `an absent step, a step of unknown type and an available one are lines too`() {
        let absent: Rest? = nil
        let present: Rest? = Rest(.seconds(1))
        let any: any Steps = OpenCircuit(for: .seconds(1))
        #expect(
            paths {
                absent
                present
                any
                if #available(macOS 26, *) { Rest(.seconds(2)) }
            } == ["Rest", "OCP", "Rest#2"])
    }

    @Test func `a function can hold part of a recipe`() {
        @StepBuilder func wash(_ times: Int) -> some Steps {
            Repeat("wash", times) { Rest(.seconds(1)) }
        }
        #expect(paths { wash(2) } == ["wash[0]/Rest", "wash[1]/Rest"])
    }

    @Test func `a repeat of nothing or less gives no steps`() {
        #expect(paths { Repeat(0) { CyclicVoltammetry.example } }.isEmpty)
        #expect(paths { Repeat("less", -3) { CyclicVoltammetry.example } }.isEmpty)
        #expect(paths { Repeat(5) {} }.isEmpty)
        #expect(
            paths {
                Repeat(3) {}
                Repeat(0) { Rest(.zero) }
                CyclicVoltammetry.example
            } == ["CV"])
    }
}
