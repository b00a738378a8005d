/// A measurement as a value: its parameters, how many points it gives and how long it takes.
public protocol ElectrochemicalTechnique: Sendable, Hashable {
    /// The short name: `CV`.
    static var code: TechniqueCode { get }
    /// What tells it from its neighbours in a list of steps: `CV 100 mV/s`.
    var title: String { get }
    /// How many points the measurement itself gives, phases not counted.
    var pointCount: Int { get }
    /// How long it takes, equilibration included.
    var duration: Duration { get }
    /// Rest at the first potential, cell on, before the measurement.
    var equilibration: Duration { get }
    /// Time from one point to the next.
    var interval: Duration { get }
    /// Every potential that is applied, by the name of its parameter, in order.
    var appliedPotentials: [(parameter: String, value: ElectrodePotential)] { get }
    /// What is wrong with the parameters whatever the instrument is.
    var faults: [ParameterFault] { get }
    /// What is unusual but allowed; sentences.
    var cautions: [String] { get }
    /// The parameters by name, in SI units, for messages.
    var parameters: JSONObject { get }
    /// This technique as the closed set that drivers read.
    var technique: Technique { get }
}

extension ElectrochemicalTechnique {
    public var equilibration: Duration { .zero }
    public var appliedPotentials: [(parameter: String, value: ElectrodePotential)] { [] }
    /// Every potential that is applied, in order.
    public var potentials: [ElectrodePotential] { appliedPotentials.map(\.value) }
    public var cautions: [String] { [] }
}

/// A technique that an instrument can be asked for.
public enum Technique: Sendable, Hashable {
    case openCircuit(OpenCircuit)
    case chronoamperometry(Chronoamperometry)
    case linearSweep(LinearSweepVoltammetry)
    case cyclic(CyclicVoltammetry)

    /// The technique's own value.
    public var value: any ElectrochemicalTechnique {
        switch self {
        case .openCircuit(let value): value
        case .chronoamperometry(let value): value
        case .linearSweep(let value): value
        case .cyclic(let value): value
        }
    }

    /// The short name: `CV`.
    public var code: TechniqueCode { type(of: value).code }
    /// Which current ranges may be used; nil where no current flows.
    public var range: CurrentRange? {
        switch self {
        case .openCircuit: nil
        case .chronoamperometry(let value): value.range
        case .linearSweep(let value): value.range
        case .cyclic(let value): value.range
        }
    }
    /// How many cycles it has.
    public var cycleCount: Int { if case .cyclic(let value) = self { value.cycles } else { 1 } }
}
