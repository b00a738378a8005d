/// One reading of a potentiostat.
///
/// - Units: seconds since the start of the step (or of the phase) on the instrument's clock; volts against the
///   reference electrode; amperes, anodic positive. Nil where the instrument delivered no value: never 0, never NaN.
public struct EchemPoint: Sendable, Hashable {
    /// Time since the step's `t0`.
    public var time: ElapsedTime?
    /// The applied potential where the technique controls it, else the measured one.
    public var potential: ElectrodePotential?
    /// The measured potential beside the applied one, when both are known.
    public var measuredPotential: ElectrodePotential?
    /// The current; nil at open circuit.
    public var current: ElectricCurrent?
    /// Whether the technique measures a current at all: a nil current breaches a limit only when it does.
    public var measuresCurrent = true
    /// What the instrument says about the reading.
    public var status: PointStatus = []
    /// Full scale of the current range in use, when known.
    public var range: ElectricCurrent?
    /// The cycle, from 1.
    public var cycle = 1
    /// Rises from 1 only after a hold inside the measurement.
    public var segment = 1
    /// Nil for the measurement itself.
    public var phase: MeasurementPhase?
    /// False for readings taken only so that the limits see them: such a point is not recorded.
    public var isRecorded = true

    /// A reading.
    public init(time: ElapsedTime?, potential: ElectrodePotential?, current: ElectricCurrent?) {
        self.time = time
        self.potential = potential
        self.current = current
    }
}
