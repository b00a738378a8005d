import LabInstruments
import LabPrograms
import LabValues
import Testing

@testable import LabRunnerKit

private struct Study: ExperimentProgram {
    static let summary = "For what may differ"
    static let name = "study"
    @Parameter("How long") var span: Duration = .seconds(1)
    @Parameter("How often") var count = 1
    var steps: some Steps { Repeat(count) { OpenCircuit(for: span) } }
}

struct RecordedRunTests {
    private func facts(_ parameters: JSONObject, digest: String? = nil) throws -> RecordedRun {
        let study = try Study.configured(parameters.fields.map { ($0.name, $0.value.text ?? "") })
        let recipe = Recipe(study)
        return try #require(
            RecordedRun([
                "program": ["name": "study", "digest": .string(digest ?? recipe.digest)],
                "parameters": .object(recipe.parameters),
            ]))
    }

    @Test func `the same program with the same parameters differs in nothing`() throws {
        let recorded = try facts(["span": "2 s", "count": "3"])
        let settings = recorded.settings(of: Study.self, with: [])
        #expect(recorded.differences(from: Recipe(try Study.configured(settings))) == [])
    }

    @Test func `limits are read with what their breach does and how long it must last`() throws {
        let limits = SafetyLimits(facts: [
            "i_max": 0.001, "i_max_action": "pause", "i_max_for": ["3", "200 ms"], "e_max": 1.25,
            "e_max_for": ["nonsense"], "e_max_action": "later", "step_time": 60.0, "step_time_action": "endStep",
        ])
        var expected = SafetyLimits()
        try expected.set("i_max", to: "1mA,for=3,for=200ms,action=pause")
        try expected.set("e_max", to: "1.25V,action=stop")
        try expected.set("step_time", to: "60s,action=endStep")
        #expect(limits == expected)
    }

    @Test func `what differs is said with what it was and what it is`() throws {
        let recorded = try facts(["count": "3"])
        let other = Recipe(try Study.configured(recorded.settings(of: Study.self, with: [("count", "4")])))
        #expect(recorded.differences(from: other) == ["the parameter count was 3, and is 4 now"])
        let steps = try facts([:], digest: "fnv1a:1").differences(from: Recipe(Study()))
        #expect(steps.count == 1 && steps[0].contains("digest was fnv1a:1, and is fnv1a:"))
    }

    @Test func `a parameter that has come or gone is said`() throws {
        let recorded = try #require(
            RecordedRun(["program": ["name": "study", "digest": "x"], "parameters": ["span": "1 s", "old": "5"]]))
        #expect(
            recorded.differences(from: Recipe(Study())) == [
                "there is no parameter old any more (it was 5)", "the parameter count is new (1)",
            ])
    }

    private let instruments = RecordedInstruments([
        ["role": "cell", "driver": "emstat", "address": "emstat@pty:/dev/pts/4", "serial_number": "RIG0"]
    ])

    @Test func `an instrument may have moved, but not changed its driver or its role`() throws {
        let drivers = DriverCatalog([ToyStat.self])
        #expect(try instruments.addresses(replacedBy: [], in: drivers) == ["cell=emstat@pty:/dev/pts/4"])
        #expect(
            try instruments.addresses(replacedBy: ["cell=emstat@pty:/dev/pts/9"], in: drivers)
                == ["cell=emstat@pty:/dev/pts/9"])
        for typed in ["cell=toy@sim:redox", "pump=emstat@pty:/dev/pts/4"] {
            #expect(throws: ResumeRefused.self) { try instruments.addresses(replacedBy: [typed], in: drivers) }
        }
        #expect(instruments.identities[.cell]?.serialNumber == "RIG0")
    }
}
