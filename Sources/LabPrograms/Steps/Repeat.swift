/// The same steps a number of times.
public struct Repeat: Steps {
    private let name: String?
    private let count: Int
    private let content: StepList

    /// The steps in the braces, `count` times; none when it is not above zero.
    public init(_ count: Int, @StepBuilder _ content: () -> StepList) {
        name = nil
        self.count = count
        self.content = content()
    }

    /// The steps in the braces, `count` times, in paths as `name[0]`, `name[1]` and so on.
    public init(_ name: String, _ count: Int, @StepBuilder _ content: () -> StepList) {
        self.name = name
        self.count = count
        self.content = content()
    }

    public var nodes: [StepNode] { [StepNode(.repetition(count: max(count, 0), content.nodes), name: name)] }
}
