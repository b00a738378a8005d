import LabValues

/// One way a model can work: `set_pgstat_mode` with what it means for potentials, currents and speed.
struct PotentiostatMode: Sendable, Hashable {
    /// The argument of `set_pgstat_mode`.
    var number: Int
    /// One bit of the converter that sets the potential.
    var bit: ElectrodePotential
    /// Potentials it can apply.
    var potentials: ClosedRange<ElectrodePotential>
    /// Widest span of potentials within one measurement; nil = the whole range.
    var window: ElectrodePotential?
    /// Its widest bandwidth.
    var bandwidth: Frequency
    /// Its current ranges.
    var ladder: CurrentLadder

    /// Whether all of `potentials` fit.
    func covers(_ asked: [ElectrodePotential]) -> Bool {
        guard let low = asked.min(), let high = asked.max() else { return true }
        return potentials.contains(low) && potentials.contains(high) && high - low <= (window ?? high - low)
    }
}
