/// The potential of the working electrode against time while no current flows, the cell switched off.
///
/// - Shape: ⌊duration ∕ interval⌋ points.
/// - Units: volts against the reference electrode.
/// - Source: IUPAC PAC 2020, 92, 641, “open-circuit potential”.
public struct OpenCircuit: ElectrochemicalTechnique {
    public static let code = TechniqueCode.openCircuit
    /// How long it is recorded.
    public var duration: Duration
    /// Time between points.
    public var interval: Duration

    /// Records the open-circuit potential for `duration`, a point every `interval`.
    public init(for duration: Duration, every interval: Duration = .milliseconds(100)) {
        self.duration = duration
        self.interval = interval
    }

    public var title: String { "OCP \(duration.userText)" }
    public var pointCount: Int { wholeIntervals(in: duration, of: interval) }
    public var faults: [ParameterFault] { timeFaults(duration: duration, interval: interval) }
    public var parameters: JSONObject {
        JSONObject([("duration_s", .seconds(duration)), ("interval_s", .seconds(interval))])
    }
    public var technique: Technique { .openCircuit(self) }
}
