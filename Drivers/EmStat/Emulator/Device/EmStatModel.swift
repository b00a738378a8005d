/// One member of the family: its name on the wire, its ranges, and what its potentiostat can do.
struct EmStatModel: Sendable {
    /// What a potentiostat mode can do.
    struct Mode: Sendable {
        /// One step of the potential converter, in volts.
        var potentialStep: Double
        /// Potentials it can apply, in volts.
        var potentials: ClosedRange<Double>
        /// Largest difference of potentials within one measurement, in volts.
        var window: Double
        /// Its current ranges, smallest first.
        var ranges: [CurrentRange]
    }

    let name: String
    /// The two lines that answer `t`.
    let firmware: [String]
    let serialNumber: String
    let scriptVersion: String
    /// Modes by their number in `set_pgstat_mode`.
    let modes: [Int: Mode]
    /// Range index and noise level stated with a measured potential; `nil` where the device states none.
    let potentialRange: UInt8?
    let noise: UInt8?
    /// Whether the mantissa on the wire is cut off rather than rounded.
    let cutsFractions: Bool

    /// 2.2 V/4095 as a 32-bit float: with it a captured CV of 197 points comes out byte for byte.
    private static let picoStep = Double(Float(2.2) / 4095)

    static let all = [pico, emStat4LR, emStat4HR]

    /// - Source: limits from the vendor's table 38; converter steps from captures (10 mV is 19 steps of 2.2 V/4095).
    static let pico: EmStatModel = {
        let low = zip(
            UInt8(0)...,
            [60e-9, 1.17e-6, 2.34e-6, 4.68e-6, 9.38e-6, 18.7e-6, 37.5e-6, 75e-6, 150e-6, 300e-6, 600e-6, 3e-3]
        ).map { CurrentRange.pico($0, maximum: $1) }
        let high = zip(
            UInt8(0x80)..., [100e-9, 1e-6, 6e-6, 13e-6, 25e-6, 50e-6, 100e-6, 200e-6, 1e-3, 5e-3]
        ).map { CurrentRange.pico($0, maximum: 0.6 * $1) }
        return EmStatModel(
            name: "pico", firmware: ["espico1601#Jan 15 2026 10:30:00", "R*"], serialNumber: "SIMPICO0001",
            scriptVersion: "01.06.00",
            modes: [
                2: Mode(potentialStep: Self.picoStep, potentials: -1.25...2, window: 2.2, ranges: low),
                3: Mode(potentialStep: 0.395182e-3, potentials: -1.7...2, window: 1.214, ranges: high),
                4: Mode(potentialStep: Self.picoStep, potentials: -1.7...2, window: 2.6, ranges: low),
            ], potentialRange: nil, noise: nil, cutsFractions: true)
    }()

    static let emStat4LR = emStat4(
        "emstat4", firmware: "es4_lr1500", serialNumber: "SIMES4LR0001", potential: 3,
        ranges: [(3, 1e-9), (6, 10e-9), (9, 100e-9), (12, 1e-6), (15, 10e-6), (18, 100e-6), (21, 1e-3), (24, 10e-3)])

    static let emStat4HR = emStat4(
        "emstat4-hr", firmware: "es4_hr1500", serialNumber: "SIMES4HR0001", potential: 6,
        ranges: [(9, 100e-9), (12, 1e-6), (15, 10e-6), (18, 100e-6), (21, 1e-3), (24, 10e-3), (27, 100e-3)])

    /// The converter step is chosen so that 250 mV becomes 249.9943 mV, as captured; its true size is not verified.
    private static func emStat4(
        _ name: String, firmware: String, serialNumber: String, potential: Double, ranges: [(UInt8, Double)]
    ) -> EmStatModel {
        let mode = Mode(
            potentialStep: 0.2499943 / 2500, potentials: -potential...potential, window: 2 * potential,
            ranges: ranges.map { CurrentRange.emStat4($0.0, nominal: $0.1) })
        return EmStatModel(
            name: name, firmware: ["\(firmware)#Mar 12 2026 14:28:01", "R*"], serialNumber: serialNumber,
            scriptVersion: "01.09.00", modes: [2: mode, 3: mode, 4: mode], potentialRange: 6, noise: 0,
            cutsFractions: false)
    }
}
