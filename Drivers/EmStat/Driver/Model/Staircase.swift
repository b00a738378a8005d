import LabValues

/// How a sweep is made of whole bits of the converter, and which of its stairs are recorded.
///
/// A stair lasts at most a second. Where the asked one would last longer it is made of several finer stairs, of which
/// the last is recorded and the others are only seen by the limits.
struct Staircase: Sendable, Hashable {
    /// Bits of one stair of the device.
    let bits: Int
    /// Every so many stairs one is recorded.
    let every: Int
    /// One bit.
    let bit: ElectrodePotential

    /// The staircase nearest to `step`.
    init(step: ElectrodePotential, rate: ScanRate, bit: ElectrodePotential) {
        let asked = Self.whole((step / bit).rounded())
        let most = Self.whole((rate.voltsPerSecond / bit.volts + 1e-9).rounded(.down))
        every = asked <= most ? 1 : (asked - 1) / most + 1
        bits = max(1, Self.whole((Double(asked) / Double(every)).rounded()))
        self.bit = bit
    }

    /// One stair of the device.
    var deviceStep: ElectrodePotential { bit * Double(bits) }
    /// One recorded stair.
    var step: ElectrodePotential { bit * Double(bits * every) }

    /// round(|to − from| ∕ stair), the page's rule for one leg.
    func deviceSteps(from: ElectrodePotential, to: ElectrodePotential) -> Int {
        Self.whole(((to - from).magnitude / deviceStep).rounded(), atLeast: 0)
    }

    private static func whole(_ value: Double, atLeast least: Int = 1) -> Int {
        guard value.isFinite else { return least }
        return Int(max(Double(least), min(value, 1e9)))
    }
}
