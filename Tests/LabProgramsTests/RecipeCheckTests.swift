import LabPrograms
import Testing

@Suite struct RecipeCheckTests {
    private let cv = CyclicVoltammetry.example

    private func faults(@StepBuilder _ content: () -> StepList) -> [String] {
        do throws(RecipeRefused) {
            _ = try recipe(content).check(against: .oneCell)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test func `every fault is reported with its path, in the order of the steps`() {
        let far = CyclicVoltammetry(
            begin: .volts(0), vertex1: .volts(3), vertex2: .volts(0), at: .millivoltsPerSecond(-1), cycles: 0)
        let found = faults {
            Rest(.seconds(-1))
            Group("rates") {
                for cycles in [1, 0] {
                    CyclicVoltammetry(
                        begin: .volts(0), vertex1: .volts(1), vertex2: .volts(0), at: .millivoltsPerSecond(100),
                        cycles: cycles)
                }
            }
            Hold(at: .volts(3), for: .seconds(1))
            far
            cv.on("second")
        }
        #expect(found.first == "Rest: duration is -1 s; it must be 0 s or more.")
        #expect(found.dropFirst().first == "rates[1]/CV: cycles is 0; it must be from 1 to 100000.")
        #expect(found.contains("CA: potential is 3 V; it must be from -2 V to 2 V on Example."))
        #expect(found.filter { $0.hasPrefix("CV: ") }.count >= 2)
        #expect(found.last == "CV#2: instrument is “second”; it must be one that is there: cell.")
    }

    @Test func `a loop without bounds, or with too many steps, is refused`() {
        #expect(
            faults {
                RepeatUntil("forever", atMost: 0) {
                    cv
                } until: { _ in
                    false
                }
            }
                == ["forever: atMost is 0; it must be 1 or more."])
        #expect(
            faults { Repeat(1001) { Repeat(1000) { cv } } }
                == ["sheet: number of steps is 1001000; it must be at most 1000000, loops unrolled."])
        #expect(
            faults {
                Repeat(.max) {
                    RepeatUntil("x", atMost: .max) {
                        cv
                    } until: { _ in
                        true
                    }
                }
            }
                == ["sheet: number of steps is beyond counting; it must be at most 1000000, loops unrolled."])
        #expect(faults { Repeat(1000) { Repeat(1000) { cv } } }.isEmpty)
    }

    @Test func `only a step marked repeatable may restart`() {
        #expect(
            faults { cv.whenInterrupted(.restart(atMost: 2)) } == [
                "CV: whenInterrupted is restart(atMost: 2); it must be stop or skip for a step that is not marked "
                    + ".repeatable()."
            ])
        #expect(faults { cv.repeatable(atMost: 0) }.count == 1)
        #expect(faults { cv.repeatable().whenInterrupted(.restart(atMost: 2)) }.isEmpty)
    }

    @Test func `code in a program names the instruments it may use`() {
        #expect(
            faults { Perform("code", estimate: .seconds(-1), using: [.pump]) { _ in } } == [
                "code: estimate is -1 s; it must be 0 s or more.",
                "code: instrument is “pump”; it must be one that is there: cell.",
            ])
    }

    @Test func `what is repeated is named once, and a long list is cut`() {
        #expect(faults { Repeat(50) { Rest(.seconds(-1)) } }.count == 1)
        let refusal = RecipeRefused(
            faults: Array(repeating: ParameterFault(parameter: "x", value: "1", limit: "2"), count: 25))
        #expect(refusal.description.hasSuffix("… and 5 more."))
        #expect(refusal.code == "invalid_input" && refusal.recovery == .refuse)
    }

    @Test func `a checked recipe knows what the instrument will do in each step`() throws {
        let checked = try recipe {
            Rest(.seconds(1))
            Repeat(2) { cv }
        }.check(against: .oneCell)
        let steps = checked.items.compactMap(\.step)
        #expect(checked.technique(of: steps[0]) == nil)
        #expect(checked.technique(of: steps[2])?.asked == cv.technique)
        #expect(checked.technique(of: steps[2])?.model == "Example")
        #expect(checked.roles == [.cell])
    }
}
