/// Steps that belong together under one name: `Group("rates") { for … }` gives the paths `rates[0]/CV`, `rates[1]/CV`.
public struct Group: Steps {
    private let name: String
    private let content: StepList

    /// The steps in the braces, called `name`.
    public init(_ name: String, @StepBuilder _ content: () -> StepList) {
        self.name = name
        self.content = content()
    }

    public var nodes: [StepNode] { [StepNode(.group(content.nodes), name: name)] }
}
