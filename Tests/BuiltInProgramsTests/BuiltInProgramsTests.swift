import BuiltInPrograms
import LabPrograms
import Testing

@Suite struct BuiltInProgramsTests {
    private let catalog = ProgramCatalog(.builtIn)

    private func recipe(_ name: String, _ settings: (name: String, value: String)...) throws -> Recipe {
        Recipe(try catalog.program(named: name).configured(settings))
    }

    @Test func `the built-in programs have the names the manual gives them`() {
        #expect(
            catalog.programs.map { $0.name } == [
                "cyclic-voltammetry", "scan-rate-study", "open-circuit-then-chronoamperometry",
            ])
    }

    @Test func `every built-in program has a summary, and a label for every parameter`() {
        for program in catalog.programs {
            #expect(!program.summary.isEmpty)
            for parameter in program.declaredParameters { #expect(!parameter.label.isEmpty, "\(parameter.name)") }
        }
    }

    @Test func `cyclic-voltammetry scans as it says, and ends where it began`() throws {
        let byDefault = try recipe("cyclic-voltammetry")
        let step = try #require(byDefault.items.compactMap(\.measured).first)
        #expect(
            step
                == CyclicVoltammetry(
                    begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(100)
                ).technique)
        let moved = try recipe("cyclic-voltammetry", ("begin", "0.2V"), ("cycles", "3"), ("range", "100uA"))
        guard case .cyclic(let scan) = moved.items.compactMap(\.measured).first else {
            Issue.record("no scan")
            return
        }
        #expect(scan.vertex2 == .volts(0.2) && scan.cycles == 3 && scan.range == .fixed(.microamperes(100)))
        #expect(byDefault.digest != moved.digest)
    }

    @Test func `built-in scans are marked repeatable, and the summary says so`() throws {
        for name in ["cyclic-voltammetry", "scan-rate-study"] {
            #expect(try catalog.program(named: name).summary.contains("repeatable"))
            for case .step(let step) in try recipe(name).items { #expect(step.isRepeatable, "\(step.path)") }
        }
    }

    @Test func `scan-rate-study runs one scan a rate`() throws {
        let study = try recipe("scan-rate-study", ("rates", "20,50mV/s"))
        #expect(study.items.map(\.path) == ["OCP", "rates[0]/Rest", "rates[0]/CV", "rates[1]/Rest", "rates[1]/CV"])
        #expect(study.parameters["rates"] == "20 mV/s, 50 mV/s")
    }

    @Test func `open-circuit-then-chronoamperometry does just that`() throws {
        let recipe = try recipe(
            "open-circuit-then-chronoamperometry", ("rest", "5s"), ("potential", "0.4V"), ("duration", "10s"),
            ("interval", "50ms"))
        #expect(
            recipe.items.compactMap(\.measured) == [
                OpenCircuit(for: .seconds(5), every: .milliseconds(50)).technique,
                Chronoamperometry(at: .volts(0.4), for: .seconds(10), every: .milliseconds(50)).technique,
            ])
    }
}

extension Recipe.Item {
    fileprivate var measured: Technique? {
        guard case .step(let step) = self, case .measure(let technique) = step.action else { return nil }
        return technique
    }
}
