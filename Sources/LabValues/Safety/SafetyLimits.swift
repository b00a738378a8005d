/// The limits a run keeps; nil is off, and 0 is a limit like any other.
public struct SafetyLimits: Sendable, Hashable {
    /// Bounds of the potential.
    public var potentialMinimum: ElectrodePotential?, potentialMaximum: ElectrodePotential?
    /// Bounds of the current.
    public var currentMinimum: ElectricCurrent?, currentMaximum: ElectricCurrent?
    /// Bounds of the charge of one step.
    public var chargeMinimum: ElectricCharge?, chargeMaximum: ElectricCharge?
    /// Longest time of a step, and of the run.
    public var stepTime: Duration?, runTime: Duration?
    /// Longest time without a point while measuring; the driver's own when nil.
    public var silence: Duration?
    /// How many points beyond the prediction are suffered before the limit breaches; nil = off.
    public var excessPoints: Int?
    /// What each breach does; `stop` where nothing is said.
    public var actions: [LimitName: LimitAction] = [:]
    /// How long readings must stay beyond a limit; at once where nothing is said. Readings only: time has no dwell.
    public var dwell: [LimitName: LimitDwell] = [:]

    /// No limits at all.
    public init() {}

    func checkOrder() throws(BadLimit) {
        if let low = potentialMinimum, let high = potentialMaximum, low >= high {
            throw .crossed(low: "e_min=\(low)", high: "e_max=\(high)")
        }
        if let low = currentMinimum, let high = currentMaximum, low >= high {
            throw .crossed(low: "i_min=\(low)", high: "i_max=\(high)")
        }
        if let low = chargeMinimum, let high = chargeMaximum, low >= high {
            throw .crossed(low: "q_min=\(low)", high: "q_max=\(high)")
        }
        for (name, span) in [("step_time", stepTime), ("run_time", runTime), ("silence", silence)] {
            if let span, span <= .zero { throw .notPositive(name: name) }
        }
        if let excessPoints, excessPoints < 0 { throw .notPositive(name: "excess_points") }
    }
}
