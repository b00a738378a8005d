/// What a cell shows at one instant.
public struct CellReading: Sendable, Hashable {
    /// The potential of the working electrode against the reference electrode, in volts.
    public var potential: Double

    /// The current through the working electrode, in amperes; anodic (oxidation) is positive.
    public var current: Double

    /// A reading of a potential in volts and a current in amperes.
    public init(potential: Double, current: Double) {
        self.potential = potential
        self.current = current
    }
}
