public import LabValues

/// An author's own code as a step.
public struct PerformBody: Sendable {
    /// Its name.
    public let name: String
    /// How long its author thinks it takes; nil when nobody can say.
    public let estimate: Duration?
    /// The instruments it may use.
    public let roles: [InstrumentRole]
    /// The code; it gets only what it is lent.
    public let body: @Sendable (any Bench) async throws -> Void
}
