/// The same steps until the data say so, and never more than a number of times.
public struct RepeatUntil: Steps {
    private let name: String
    private let atMost: Int
    private let content: StepList
    private let until: @Sendable (Iteration) async throws -> Bool

    /// The steps in the braces, at least once and `atMost` times; ends when `until` says true after a round.
    public init(
        _ name: String, atMost: Int, @StepBuilder _ content: () -> StepList,
        until: @escaping @Sendable (Iteration) async throws -> Bool
    ) {
        self.name = name
        self.atMost = atMost
        self.content = content()
        self.until = until
    }

    public var nodes: [StepNode] {
        [StepNode(.repeatUntil(atMost: atMost, content.nodes, until: until), name: name)]
    }
}
