import Glibc

/// A reversible couple O + n e⁻ ⇌ R in solution at a disk electrode, under semi-infinite planar diffusion.
///
/// The surface obeys Nernst at every instant, so the answer to a staircase is an exact sum of step responses:
/// *i* = −*nFA*(*C*_O + *C*_R)√(*D*/π) Σ Δg_m/√(*t* − t_m), with g = 1/(1 + exp(*nF*(*E* − *E*⁰′)/*RT*)).
/// No double layer, no resistance.
///
/// Switching the cell off forgets the history: the solution is taken as stirred back to its bulk composition, so each
/// measurement starts from a fresh solution. Real solutions relax over minutes.
public struct RedoxCell: CellModel {
    /// The formal potential *E*⁰′, in volts.
    public let formalPotential: Double

    /// Share of the couple that is reduced in the bulk, *C*_R/(*C*_O + *C*_R).
    public let bulkReducedShare: Double

    /// *nFA*(*C*_O + *C*_R)√(*D*/π), in A s^½.
    public let scale: Double

    /// *nF*/*RT*, in 1/V.
    public let inverseThermalPotential: Double

    private var memory = DiffusionMemory()
    private var reducedShare: Double

    /// A couple with the given electrode area (cm²), diffusion coefficient (cm²/s), bulk concentrations (mol/cm³),
    /// formal potential (V), electron count and temperature (K).
    public init(
        area: Double, diffusionCoefficient: Double, oxidised: Double, reduced: Double, formalPotential: Double,
        electrons: Double = 1, temperature: Double = 298.15
    ) {
        let faraday = 96485.33212, gas = 8.314462618
        self.formalPotential = formalPotential
        bulkReducedShare = reduced / (oxidised + reduced)
        scale = electrons * faraday * area * (oxidised + reduced) * (diffusionCoefficient / Double.pi).squareRoot()
        inverseThermalPotential = electrons * faraday / (gas * temperature)
        reducedShare = bulkReducedShare
    }

    /// Cell A: 3 mm disk (0.0706858 cm²), D = 1e-5 cm²/s, 1 mM O with 0.1 µM R, *E*⁰′ = +0.1 V, 298.15 K.
    ///
    /// - Source: Cell A of the project's technique sheet, with *C*_R = 10⁻⁴ *C*_O so that it has an open-circuit potential.
    public static var cellA: RedoxCell {
        RedoxCell(
            area: 0.0706858, diffusionCoefficient: 1e-5, oxidised: 1e-6, reduced: 1e-10, formalPotential: 0.1)
    }

    /// The Nernst potential of the bulk solution.
    public var openCircuitPotential: Double {
        formalPotential + log((1 - bulkReducedShare) / bulkReducedShare) / inverseThermalPotential
    }

    /// Steps the surface to Nernst's composition, then lets diffusion run; at open circuit returns to the bulk.
    public mutating func advance(by seconds: Double, _ connection: CellConnection) -> CellReading {
        guard case .held(let potential) = connection else {
            memory.forget()
            reducedShare = bulkReducedShare
            return CellReading(potential: openCircuitPotential, current: 0)
        }
        let share = 1 / (1 + exp(inverseThermalPotential * (potential - formalPotential)))
        if share != reducedShare { memory.step(by: share - reducedShare) }
        reducedShare = share
        if seconds > 0 { memory.pass(seconds) }
        return CellReading(potential: potential, current: -scale * memory.sum)
    }
}
