/// A potential scan that turns round at two switching potentials and records the current.
///
/// - Shape: `cycles` cycles, each begin → vertex1 → vertex2 → begin, as a staircase sampled at the end of each step;
///   per cycle Σ round(|ΔE| ∕ step) points over the three legs, and one more for the very first point.
/// - Units: volts against the reference electrode; volts per second; amperes, anodic positive.
/// - Source: IUPAC Gold Book 09134 (PAC 2020, 92, 641).
public struct CyclicVoltammetry: ElectrochemicalTechnique {
    public static let code = TechniqueCode.cyclic
    /// Where each cycle begins and ends.
    public var begin: ElectrodePotential
    /// The first and the second switching potential.
    public var vertex1: ElectrodePotential, vertex2: ElectrodePotential
    /// How fast the potential changes.
    public var scanRate: ScanRate
    /// The height of one stair; a 5 mV staircase reads 14 % below Randles–Ševčík.
    public var step: ElectrodePotential
    /// How many cycles.
    public var cycles: Int
    /// Rest at `begin` before the first cycle.
    public var equilibration: Duration
    /// Which current ranges may be used.
    public var range: CurrentRange
    /// The instrument's low-pass filter; follows the scan rate when nil.
    public var bandwidth: Frequency?

    /// Scans begin → vertex1 → vertex2 → begin, `cycles` times.
    public init(
        begin: ElectrodePotential, vertex1: ElectrodePotential, vertex2: ElectrodePotential, at scanRate: ScanRate,
        step: ElectrodePotential = .millivolts(1), cycles: Int = 1, equilibration: Duration = .zero,
        range: CurrentRange = .auto, bandwidth: Frequency? = nil
    ) {
        self.begin = begin
        self.vertex1 = vertex1
        self.vertex2 = vertex2
        self.scanRate = scanRate
        self.step = step
        self.cycles = cycles
        self.equilibration = equilibration
        self.range = range
        self.bandwidth = bandwidth
    }

    public var title: String { "CV \(scanRate)" }
    /// Points of one cycle, the very first point of all not counted.
    public var pointsPerCycle: Int {
        wholeSteps(from: begin, to: vertex1, step: step).clampedSum(
            wholeSteps(from: vertex1, to: vertex2, step: step), wholeSteps(from: vertex2, to: begin, step: step))
    }
    public var pointCount: Int {
        let (points, overflow) = pointsPerCycle.multipliedReportingOverflow(by: max(cycles, 0))
        return overflow ? .max : points.clampedSum(1)
    }
    public var interval: Duration { step / scanRate }
    public var duration: Duration { equilibration + interval.times(pointCount) }
    public var appliedPotentials: [(parameter: String, value: ElectrodePotential)] {
        [("begin", begin), ("vertex1", vertex1), ("vertex2", vertex2)]
    }
    public var faults: [ParameterFault] {
        var faults = potentialFaults(appliedPotentials)
        let span = max((vertex1 - begin).magnitude, (vertex2 - vertex1).magnitude)
        faults += scanFaults(rate: scanRate, step: step, span: span)
        if vertex1 == vertex2 {
            faults.append(
                ParameterFault(
                    parameter: "vertex2", value: "\(vertex2)", limit: "different from vertex1",
                    remedy: "A scan in one direction is a linear sweep."))
        }
        if !(1...100_000).contains(cycles) {
            faults.append(ParameterFault(parameter: "cycles", value: "\(cycles)", limit: "from 1 to 100000"))
        }
        return faults + equilibrationFaults(equilibration)
    }
    public var cautions: [String] { scanCautions(rate: scanRate, step: step) }
    public var parameters: JSONObject {
        JSONObject([
            ("begin_V", .number(begin.volts)), ("vertex1_V", .number(vertex1.volts)),
            ("vertex2_V", .number(vertex2.volts)), ("step_V", .number(step.volts)),
            ("rate_V_s", .number(scanRate.voltsPerSecond)), ("cycles", .integer(cycles)),
            ("equilibration_s", .seconds(equilibration)), ("range", .string(range.userText)),
            ("bandwidth_Hz", .number(bandwidth?.hertz)),
        ])
    }
    public var technique: Technique { .cyclic(self) }
}
