import LabPrograms
import Testing

@Suite struct StepPolicyTests {
    private let cv = CyclicVoltammetry.example

    private func step(@StepBuilder _ content: () -> StepList) throws -> Step {
        try #require(recipe(content).items.first?.step)
    }

    @Test func `open circuit may run again by nature, a scan only when marked`() throws {
        let open = try step { OpenCircuit(for: .seconds(1)) }
        #expect(open.isRepeatable && open.interruption == .restart(atMost: 3))
        let scan = try step { cv }
        #expect(!scan.isRepeatable && scan.interruption == .stop)
        let marked = try step { cv.repeatable() }
        #expect(marked.isRepeatable && marked.interruption == .restart(atMost: 3))
        let often = try step { cv.repeatable(atMost: 7) }
        #expect(often.interruption == .restart(atMost: 7))
    }

    @Test func `a policy of its own outranks the mark, in either order`() throws {
        #expect(try step { cv.repeatable().whenInterrupted(.skip) }.interruption == .skip)
        #expect(try step { cv.whenInterrupted(.skip).repeatable() }.interruption == .skip)
    }

    @Test func `a group hands its role and its policy down; the step's own wins`() {
        let steps = recipe {
            Group("both") {
                cv
                cv.on("third").whenInterrupted(.stop)
                Rest(.seconds(1))
            }.on("second").whenInterrupted(.skip)
            cv
        }.items.compactMap(\.step)
        #expect(steps.map { $0.role?.rawValue } == ["second", "third", nil, "cell"])
        #expect(steps.map(\.interruption) == [.skip, .stop, .skip, .stop])
    }

    @Test func `a group marked repeatable marks all within it, and only that`() {
        let steps = recipe {
            Group("scans") { Repeat(1) { cv } }.repeatable(atMost: 2)
            cv
        }.items.compactMap(\.step)
        #expect(steps.map(\.isRepeatable) == [true, false])
        #expect(steps.map(\.interruption) == [.restart(atMost: 2), .stop])
    }

    @Test func `a recipe names the instruments it needs, once each`() {
        let roles = recipe {
            Repeat(3) { cv.on("second") }
            Perform("code", using: [.cell, .pump]) { _ in }
            RepeatUntil("x", atMost: 2) {
                cv.on("third")
            } until: { _ in
                true
            }
        }.roles
        #expect(roles.map(\.rawValue) == ["second", "cell", "pump", "third"])
    }
}
