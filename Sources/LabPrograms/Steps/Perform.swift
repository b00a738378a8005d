public import LabValues

/// A step in an author's own code, for what no list of steps can say.
public struct Perform: Steps {
    private let body: PerformBody

    /// Runs `body`, which is lent a bench until it returns or the run ends.
    ///
    /// - Parameters:
    ///   - estimate: how long it takes; the plan says “at least” without it.
    ///   - roles: the instruments it may use.
    public init(
        _ name: String, estimate: Duration? = nil, using roles: [InstrumentRole] = [.cell],
        _ body: @escaping @Sendable (any Bench) async throws -> Void
    ) {
        self.body = PerformBody(name: name, estimate: estimate, roles: roles, body: body)
    }

    public var nodes: [StepNode] { [StepNode(.action(.perform(body)))] }
}
