import Glibc

/// The Randles circuit without diffusion: a solution resistance before a double layer with a charge-transfer
/// resistance across it. Exact in time.
public struct RandlesCell: CellModel {
    /// The solution resistance *R*s, in ohms.
    public let solutionResistance: Double

    /// The charge-transfer resistance *R*ct, in ohms.
    public let chargeTransferResistance: Double

    /// The double-layer capacitance *C*dl, in farads.
    public let capacitance: Double

    private var capacitorPotential = 0.0

    /// A discharged cell of the given resistances (ohms) and capacitance (farads).
    public init(solutionResistance: Double, chargeTransferResistance: Double, capacitance: Double) {
        self.solutionResistance = solutionResistance
        self.chargeTransferResistance = chargeTransferResistance
        self.capacitance = capacitance
    }

    /// The potential of the double layer, which decays through *R*ct.
    public var openCircuitPotential: Double { capacitorPotential }

    /// Charges the double layer through both resistances, or lets it decay with *R*ct *C*dl at open circuit.
    public mutating func advance(by seconds: Double, _ connection: CellConnection) -> CellReading {
        guard case .held(let potential) = connection else {
            capacitorPotential *= exp(-seconds / (chargeTransferResistance * capacitance))
            return CellReading(potential: capacitorPotential, current: 0)
        }
        let total = solutionResistance + chargeTransferResistance
        let final = potential * chargeTransferResistance / total
        let timeConstant = capacitance * solutionResistance * chargeTransferResistance / total
        capacitorPotential = final + (capacitorPotential - final) * exp(-seconds / timeConstant)
        return CellReading(potential: potential, current: (potential - capacitorPotential) / solutionResistance)
    }
}
