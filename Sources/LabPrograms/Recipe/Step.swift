public import LabValues

/// One step of a recipe in its place.
public struct Step: Sendable {
    /// Where it stands: `rates[1]/CV`.
    public let path: String
    /// What tells it from its neighbours: `CV 100 mV/s`, or the name it was given.
    public let title: String
    /// What it does.
    public let action: Action
    /// The instrument it needs; nil for a rest or a note. For `Perform` the first of its roles.
    public let role: InstrumentRole?
    /// What follows when it is interrupted.
    public let interruption: InterruptionPolicy
    /// Whether running it again spoils nothing.
    public let isRepeatable: Bool

    /// A step in its place.
    public init(
        path: String, title: String, action: Action, role: InstrumentRole?, interruption: InterruptionPolicy,
        isRepeatable: Bool
    ) {
        self.path = path
        self.title = title
        self.action = action
        self.role = role
        self.interruption = interruption
        self.isRepeatable = isRepeatable
    }

    /// Every instrument it may use.
    public var roles: [InstrumentRole] {
        if case .perform(let body) = action { body.roles } else { role.map { [$0] } ?? [] }
    }
}
