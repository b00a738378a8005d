/// A single potential scan that records the current.
///
/// - Shape: a staircase from `begin` to `end`; round(|end − begin| ∕ step) + 1 points, each at the end of its step.
/// - Units: volts against the reference electrode; volts per second; amperes, anodic positive.
/// - Source: IUPAC PAC 2020, 92, 641, “linear-sweep voltammetry”.
public struct LinearSweepVoltammetry: ElectrochemicalTechnique {
    public static let code = TechniqueCode.linearSweep
    /// Where the scan begins and where it ends.
    public var begin: ElectrodePotential, end: ElectrodePotential
    /// How fast the potential changes.
    public var scanRate: ScanRate
    /// The height of one stair.
    public var step: ElectrodePotential
    /// Rest at `begin` before the scan.
    public var equilibration: Duration
    /// Which current ranges may be used.
    public var range: CurrentRange
    /// The instrument's low-pass filter; follows the scan rate when nil.
    public var bandwidth: Frequency?

    /// Scans from `begin` to `end`.
    public init(
        begin: ElectrodePotential, end: ElectrodePotential, at scanRate: ScanRate,
        step: ElectrodePotential = .millivolts(1), equilibration: Duration = .zero, range: CurrentRange = .auto,
        bandwidth: Frequency? = nil
    ) {
        self.begin = begin
        self.end = end
        self.scanRate = scanRate
        self.step = step
        self.equilibration = equilibration
        self.range = range
        self.bandwidth = bandwidth
    }

    public var title: String { "LSV \(scanRate)" }
    public var pointCount: Int { wholeSteps(from: begin, to: end, step: step) + 1 }
    public var interval: Duration { step / scanRate }
    public var duration: Duration { equilibration + interval.times(pointCount) }
    public var appliedPotentials: [(parameter: String, value: ElectrodePotential)] {
        [("begin", begin), ("end", end)]
    }
    public var faults: [ParameterFault] {
        var faults = potentialFaults(appliedPotentials)
        faults += scanFaults(rate: scanRate, step: step, span: (end - begin).magnitude)
        if begin == end {
            faults.append(
                ParameterFault(
                    parameter: "end", value: "\(end)", limit: "different from begin",
                    remedy: "A constant potential is a chronoamperometry."))
        }
        return faults + equilibrationFaults(equilibration)
    }
    public var cautions: [String] { scanCautions(rate: scanRate, step: step) }
    public var parameters: JSONObject {
        JSONObject([
            ("begin_V", .number(begin.volts)), ("end_V", .number(end.volts)), ("step_V", .number(step.volts)),
            ("rate_V_s", .number(scanRate.voltsPerSecond)), ("equilibration_s", .seconds(equilibration)),
            ("range", .string(range.userText)), ("bandwidth_Hz", .number(bandwidth?.hertz)),
        ])
    }
    public var technique: Technique { .linearSweep(self) }
}
