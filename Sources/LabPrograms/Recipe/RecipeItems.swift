/// The steps of a recipe in order, made when they are read.
public struct RecipeItems: RandomAccessCollection, Sendable {
    let branches: BranchList
    let path: String

    init(_ branches: BranchList, path: String) {
        self.branches = branches
        self.path = path
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { branches.itemCount }
    public subscript(index: Int) -> Recipe.Item { branches.item(at: index, path: path) }
}
