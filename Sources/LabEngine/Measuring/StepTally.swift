public import LabValues

/// What one measurement came to.
public struct StepTally: Sendable, Hashable {
    /// Recorded points of the measurement itself.
    public var points = 0
    /// Recorded points of its phases.
    public var phasePoints = 0
    /// The highest cycle seen.
    public var cycles = 0
    /// Points that were flagged.
    public var overloads = 0, underloads = 0, timingErrors = 0
    /// The latest potential.
    public var lastPotential: ElectrodePotential?
    /// The charge passed, phases included.
    public var charge = ElectricCharge.coulombs(0)

    /// Counts a recorded point.
    mutating func count(_ point: EchemPoint) {
        if point.phase == nil { points += 1 } else { phasePoints += 1 }
        cycles = max(cycles, point.cycle)
        if point.status.contains(.overload) { overloads += 1 }
        if point.status.contains(.underload) { underloads += 1 }
        if point.status.contains(.timingError) { timingErrors += 1 }
        if let potential = point.potential { lastPotential = potential }
    }
}
