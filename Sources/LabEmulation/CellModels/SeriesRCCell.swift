import Glibc

/// A resistor and a capacitor in series: an ideally polarisable electrode. Exact in time.
///
/// A potential step of Δ*E* gives *i* = (Δ*E*/*R*) exp(−*t*/*RC*) (Bard & Faulkner 1.2.4).
public struct SeriesRCCell: CellModel {
    /// The solution resistance, in ohms.
    public let resistance: Double

    /// The double-layer capacitance, in farads.
    public let capacitance: Double

    private var capacitorPotential = 0.0

    /// `resistance` ohms in series with `capacitance` farads, discharged.
    public init(resistance: Double, capacitance: Double) {
        self.resistance = resistance
        self.capacitance = capacitance
    }

    /// The charge on the capacitor stays, as nothing discharges it.
    public var openCircuitPotential: Double { capacitorPotential }

    /// Charges the capacitor towards the held potential; at open circuit it keeps its charge.
    public mutating func advance(by seconds: Double, _ connection: CellConnection) -> CellReading {
        guard case .held(let potential) = connection else {
            return CellReading(potential: capacitorPotential, current: 0)
        }
        let remaining = exp(-seconds / (resistance * capacitance))
        capacitorPotential = potential + (capacitorPotential - potential) * remaining
        return CellReading(potential: potential, current: (potential - capacitorPotential) / resistance)
    }
}
