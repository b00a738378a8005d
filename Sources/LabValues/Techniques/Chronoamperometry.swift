/// The current against time at a constant potential.
///
/// - Shape: ⌊duration ∕ interval⌋ points, the first one interval after the potential is applied.
/// - Units: volts against the reference electrode; amperes, anodic positive.
/// - Source: IUPAC PAC 2020, 92, 641, “chronoamperometry”.
public struct Chronoamperometry: ElectrochemicalTechnique {
    public static let code = TechniqueCode.chronoamperometry
    /// The potential applied.
    public var potential: ElectrodePotential
    /// How long the current is recorded, without the equilibration.
    public var runTime: Duration
    /// Time between points.
    public var interval: Duration
    /// Rest at `potential` before the recording.
    public var equilibration: Duration
    /// Which current ranges may be used.
    public var range: CurrentRange
    /// The instrument's low-pass filter; follows the interval when nil.
    public var bandwidth: Frequency?

    /// Applies `potential` for `duration` and records a point every `interval`.
    public init(
        at potential: ElectrodePotential, for duration: Duration, every interval: Duration = .milliseconds(100),
        equilibration: Duration = .zero, range: CurrentRange = .auto, bandwidth: Frequency? = nil
    ) {
        self.potential = potential
        self.runTime = duration
        self.interval = interval
        self.equilibration = equilibration
        self.range = range
        self.bandwidth = bandwidth
    }

    public var title: String { "CA \(potential)" }
    public var pointCount: Int { wholeIntervals(in: runTime, of: interval) }
    public var duration: Duration { equilibration + runTime }
    public var appliedPotentials: [(parameter: String, value: ElectrodePotential)] { [("potential", potential)] }
    public var faults: [ParameterFault] {
        timeFaults(duration: runTime, interval: interval) + equilibrationFaults(equilibration)
            + potentialFaults(appliedPotentials)
    }
    public var parameters: JSONObject {
        JSONObject([
            ("potential_V", .number(potential.volts)), ("duration_s", .seconds(runTime)),
            ("interval_s", .seconds(interval)), ("equilibration_s", .seconds(equilibration)),
            ("range", .string(range.userText)), ("bandwidth_Hz", .number(bandwidth?.hertz)),
        ])
    }
    public var technique: Technique { .chronoamperometry(self) }
}
