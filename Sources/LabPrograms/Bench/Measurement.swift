public import LabValues

/// What a measurement gave: its recorded points, in order of time.
public struct Measurement: Sendable {
    /// The technique as it was run.
    public let technique: Technique
    /// The recorded points of the measurement itself; phases such as equilibration are left out.
    public let points: [EchemPoint]
    /// The charge that passed, anodic positive.
    public let charge: ElectricCharge

    /// The measurement that `points` make; those of phases and those not recorded are left out.
    ///
    /// - Parameter charge: when nil, the current integrated over time by trapezia from the first point to the last;
    ///   an interval at whose end a value is missing adds nothing.
    public init(_ technique: Technique, points: [EchemPoint], charge: ElectricCharge? = nil) {
        self.technique = technique
        self.points = points.filter { $0.isRecorded && $0.phase == nil }
        self.charge = charge ?? Self.integral(of: self.points)
    }

    /// The potential of the last point that has one.
    public var lastPotential: ElectrodePotential? { points.last { $0.potential != nil }?.potential }
    /// The current of the last point that has one.
    public var lastCurrent: ElectricCurrent? { points.last { $0.current != nil }?.current }
    /// The most anodic current.
    public var maximumCurrent: ElectricCurrent? { points.compactMap(\.current).max() }
    /// The most cathodic current.
    public var minimumCurrent: ElectricCurrent? { points.compactMap(\.current).min() }

    /// The points of one cycle, counted from 1.
    public func points(ofCycle cycle: Int) -> [EchemPoint] { points.filter { $0.cycle == cycle } }

    private static func integral(of points: [EchemPoint]) -> ElectricCharge {
        var coulombs = 0.0
        for (earlier, later) in zip(points, points.dropFirst()) {
            guard let start = earlier.time, let end = later.time, let first = earlier.current,
                let second = later.current
            else { continue }
            coulombs += (first.amperes + second.amperes) / 2 * (end.seconds - start.seconds)
        }
        return .coulombs(coulombs)
    }
}
