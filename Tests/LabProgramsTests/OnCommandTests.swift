import LabPrograms
import Testing

@Suite struct OnCommandTests {
    private func faults(@StepBuilder _ content: () -> StepList) -> [String] {
        do throws(RecipeRefused) {
            _ = try recipe(content).check(against: .oneCell)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test func `a command is no step of the plan, and is listed with what it does`() {
        let list = recipe {
            OnCommand("rinse", estimate: .seconds(5)) { _ in }
            Rest(.seconds(1))
            OnCommand("take-sample", using: [.pump]) { _ in }
        }
        #expect(list.items.map(\.path) == ["Rest"] && list.stepCount == 1)
        #expect(list.commands.map(\.name) == ["rinse", "take-sample"])
        #expect(list.commands.map(\.step.path) == ["OnCommand/rinse", "OnCommand/take-sample"])
        #expect(list.roles == [.cell, .pump])
    }

    @Test(arguments: ["stop", "set_limit", "ping", "", "Rinse", "1st", "rinse it", "ri/nse", "spülen"])
    func `a name that is the run's own, or no name, is refused with its path`(_ name: String) {
        let found = faults { OnCommand(name) { _ in } }
        #expect(found.count == 1 && found.first?.hasPrefix("OnCommand/\(name): name is “\(name)”") == true)
    }

    @Test func `two commands of one name are refused`() {
        let found = faults {
            OnCommand("rinse") { _ in }
            OnCommand("rinse") { _ in }
        }
        #expect(found == ["OnCommand/rinse: name is “rinse”; it must be one that no other OnCommand has."])
    }

    @Test func `a command inside a group or a loop is refused, one behind an if is not`() {
        let isWanted = true
        #expect(
            faults {
                if isWanted { OnCommand("rinse") { _ in } }
                Rest(.seconds(1))
            }.isEmpty)
        let found = faults {
            Group("outer") { Repeat(2) { OnCommand("rinse") { _ in } } }
            for _ in 0..<2 { OnCommand("drain") { _ in } }
        }
        #expect(found.map { $0.prefix { $0 != " " } } == ["outer/Repeat:", "for:"])
    }

    @Test func `an instrument that a command uses must be there`() {
        let found = faults { OnCommand("rinse", using: [.pump]) { _ in } }
        #expect(found.count == 1 && found.first?.hasPrefix("OnCommand/rinse: instrument is “pump”") == true)
    }

    @Test func `commands count in the digest`() {
        let digests = [
            recipe { Rest(.seconds(1)) }.digest,
            recipe {
                Rest(.seconds(1)); OnCommand("a") { _ in }
            }.digest,
            recipe {
                Rest(.seconds(1)); OnCommand("b") { _ in }
            }.digest,
            recipe {
                Rest(.seconds(1)); OnCommand("b", estimate: .seconds(1)) { _ in }
            }.digest,
            recipe {
                Rest(.seconds(1)); OnCommand("b", using: [.pump]) { _ in }
            }.digest,
        ]
        #expect(Set(digests).count == digests.count)
    }
}
