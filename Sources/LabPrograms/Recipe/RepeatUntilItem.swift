/// A loop in its place that ends on data.
public struct RepeatUntilItem: Sendable {
    /// Where it stands: `until stable`; its rounds are `until stable[0]`, `until stable[1]`, …
    public let path: String
    /// Its name.
    public let name: String
    /// The most rounds it makes.
    public let atMost: Int
    /// Says after each round whether it was the last.
    public let until: @Sendable (Iteration) async throws -> Bool
    let branches: BranchList

    /// The steps of one round, counted from 0.
    public func items(iteration index: Int) -> RecipeItems { RecipeItems(branches, path: "\(path)[\(index)]") }
}
