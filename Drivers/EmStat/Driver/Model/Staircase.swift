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

    /// The turning points of a scan as the converter can reach them: the first on a bit, the others whole stairs from
    /// the one before, none beyond what `mode` can apply.
    ///
    /// A scan between such potentials has the same points whether a device counts its stairs from the potentials it is
    /// told or from where it stands, and it ends where it began.
    func way(_ asked: [ElectrodePotential], in mode: PotentiostatMode) -> [ElectrodePotential] {
        guard let first = asked.first else { return [] }
        var reached = [reach(Int((first / bit).rounded()), by: 1, in: mode, with: [])]
        for target in asked.dropFirst() {
            guard let here = reached.last else { break }
            let distance = target - bit * Double(here)
            let stairs = Self.whole((distance.magnitude / deviceStep).rounded(), atLeast: 0)
            let end = here + (distance < .zero ? -stairs : stairs) * bits
            reached.append(reach(end, by: stairs == 0 ? 0 : bits, in: mode, with: reached))
        }
        return reached.map { bit * Double($0) }
    }

    /// `place`, or one stride back where `mode` does not reach `place`.
    private func reach(_ place: Int, by stride: Int, in mode: PotentiostatMode, with others: [Int]) -> Int {
        guard !mode.covers((others + [place]).map { bit * Double($0) }),
            let here = others.last ?? (place == 0 ? nil : 0)
        else { return place }
        return place > here ? place - stride : place + stride
    }

    /// round(|to − from| ∕ stair), the page's rule for one leg.
    func deviceSteps(from: ElectrodePotential, to: ElectrodePotential) -> Int {
        Self.whole(((to - from).magnitude / deviceStep).rounded(), atLeast: 0)
    }

    private static func whole(_ value: Double, atLeast least: Int = 1) -> Int {
        guard value.isFinite else { return least }
        return Int(max(Double(least), min(value, 1e9)))
    }
}
