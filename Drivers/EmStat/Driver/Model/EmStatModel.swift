import LabValues

/// A model this driver knows: what its firmware calls itself, and what it can do.
struct EmStatModel: Sendable, Hashable {
    /// The name in an address: `pico`.
    let name: String
    /// The name for people: `EmStat Pico`.
    let title: String
    /// What the answer to `t` begins with.
    let firmwareNames: [String]
    /// Preferred where it suffices.
    let lowSpeed: PotentiostatMode
    /// For short intervals and wide bandwidths.
    let highSpeed: PotentiostatMode
    /// The shortest time between points the wire keeps up with.
    let shortestInterval: Duration

    /// Bits: 2.2 V ∕ 4095 and the step of a high-speed scan, both measured from captures of a Pico.
    static let pico = Self(
        name: "pico", title: "EmStat Pico", firmwareNames: ["espico"],
        lowSpeed: PotentiostatMode(
            number: 2, bit: .volts(2.2 / 4095), potentials: .volts(-1.25)...(.volts(2)), window: .volts(2.2),
            bandwidth: .hertz(100), ladder: .picoLowSpeed),
        highSpeed: PotentiostatMode(
            number: 3, bit: .millivolts(0.395182), potentials: .volts(-1.7)...(.volts(2)), window: .volts(1.214),
            bandwidth: .kilohertz(200), ladder: .picoHighSpeed),
        // A package of three variables has up to 41 bytes: 1.8 ms at 230 400 baud.
        shortestInterval: .milliseconds(2))

    static let emstat4 = Self(
        name: "emstat4", title: "EmStat4 LR", firmwareNames: ["es4_lr", "mes4lr"], span: .volts(3), ladder: .emstat4LR)

    static let emstat4HR = Self(
        name: "emstat4-hr", title: "EmStat4 HR", firmwareNames: ["es4_hr", "mes4hr"], span: .volts(6),
        ladder: .emstat4HR)

    /// All of them; the first is assumed where none answers yet.
    static let all = [pico, emstat4, emstat4HR]

    /// One bit of an EmStat4. Unverified: 250 mV was realised as 249.994 25 mV, which 2500 bits of 99.9977 µV explain.
    private static let emstat4Bit = ElectrodePotential.volts(0.249_994_25 / 2500)

    private init(
        name: String, title: String, firmwareNames: [String], span: ElectrodePotential, ladder: CurrentLadder
    ) {
        self.init(
            name: name, title: title, firmwareNames: firmwareNames,
            lowSpeed: PotentiostatMode(
                number: 2, bit: Self.emstat4Bit, potentials: -span...span, bandwidth: .hertz(100), ladder: ladder),
            highSpeed: PotentiostatMode(
                number: 3, bit: Self.emstat4Bit, potentials: -span...span, bandwidth: .kilohertz(200), ladder: ladder),
            shortestInterval: .milliseconds(1))
    }

    private init(
        name: String, title: String, firmwareNames: [String], lowSpeed: PotentiostatMode, highSpeed: PotentiostatMode,
        shortestInterval: Duration
    ) {
        self.name = name
        self.title = title
        self.firmwareNames = firmwareNames
        self.lowSpeed = lowSpeed
        self.highSpeed = highSpeed
        self.shortestInterval = shortestInterval
    }

    /// The full scale behind a range index of a package.
    func fullScale(ofRange index: UInt8) -> ElectricCurrent? {
        let ladder = index >= 0x80 ? highSpeed.ladder : lowSpeed.ladder
        return ladder.rungs.first { $0.index == index }?.fullScale
    }

    /// The model called `name` in an address, or by its title; nil for the first.
    static func named(_ name: String?) -> Self? {
        guard let name else { return pico }
        return all.first { $0.name == name || $0.title == name }
    }
}
