/// Steps in order: what a builder makes, and a way to give a part of a recipe a name of its own in Swift.
public struct StepList: Steps {
    public let nodes: [StepNode]

    /// The steps in the braces.
    public init(@StepBuilder _ content: () -> StepList) { self = content() }

    init(nodes: [StepNode]) { self.nodes = nodes }
}
