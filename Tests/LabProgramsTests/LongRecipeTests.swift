import LabPrograms
import Testing

@Suite struct LongRecipeTests {
    @Test func `a hundred thousand repeats cost no memory, and any of them is found at once`() throws {
        let recipe = recipe {
            OpenCircuit(for: .seconds(1))
            Repeat("life", 100_000) {
                CyclicVoltammetry.example
                Rest(.seconds(1))
            }
        }
        #expect(recipe.items.count == 200_001 && recipe.stepCount == 200_001)
        #expect(recipe.items[200_000].path == "life[99999]/Rest")
        let checked = try recipe.check(against: .oneCell)
        #expect(checked.estimate.points == 10 + 100_000 * 161)
    }

    @Test func `a recipe reads the same forwards, backwards and by number`() {
        let items = recipe {
            for length in 0..<4 {
                Repeat(length) { Rest(.seconds(1)) }
                Group("g") { for _ in 0..<length { OpenCircuit(for: .seconds(1)) } }
            }
        }.items
        let forwards = items.map(\.path)
        #expect(forwards.count == 12 && Set(forwards).count == 12)
        #expect(items.reversed().map(\.path) == forwards.reversed())
        #expect(items.indices.map { items[$0].path } == forwards)
        #expect(items.dropFirst(5).first?.path == forwards[5])
    }
}
