import LabValues

/// The current ranges of one mode: the index in a package, and the full scale it stands for.
///
/// - Units: full scale is the largest current that is measured without overload. On the Pico that is 60 % of the
///   nominal range (index 0x0B is the 5 mA range and measures 3 mA); on the EmStat4 the nominal range itself, which
///   it exceeds before it overloads.
struct CurrentLadder: Sendable, Hashable {
    struct Rung: Sendable, Hashable {
        var index: UInt8
        var fullScale: ElectricCurrent
    }

    /// Ascending.
    let rungs: [Rung]

    var fullScales: [ElectricCurrent] { rungs.map(\.fullScale) }

    /// The lowest range that measures `current`, or the highest there is.
    func rung(for current: ElectricCurrent) -> Rung? { rungs.first { $0.fullScale >= current } ?? rungs.last }

    private init(_ rungs: [(UInt8, ElectricCurrent)]) { self.rungs = rungs.map { Rung(index: $0.0, fullScale: $0.1) } }

    /// Pico, low speed. Nominal: 100n 2u 4u 8u 16u 32u 63u 125u 250u 500u 1m 5m.
    static let picoLowSpeed = Self([
        (0x00, .nanoamperes(60)), (0x01, .microamperes(1.17)), (0x02, .microamperes(2.34)),
        (0x03, .microamperes(4.68)), (0x04, .microamperes(9.38)), (0x05, .microamperes(18.7)),
        (0x06, .microamperes(37.5)), (0x07, .microamperes(75)), (0x08, .microamperes(150)),
        (0x09, .microamperes(300)), (0x0A, .microamperes(600)), (0x0B, .milliamperes(3)),
    ])

    /// Pico, high speed. Nominal: 100n 1u 6u 13u 25u 50u 100u 200u 1m 5m; 60 % of it by analogy.
    static let picoHighSpeed = Self([
        (0x80, .nanoamperes(60)), (0x81, .nanoamperes(600)), (0x82, .microamperes(3.6)),
        (0x83, .microamperes(7.8)), (0x84, .microamperes(15)), (0x85, .microamperes(30)),
        (0x86, .microamperes(60)), (0x87, .microamperes(120)), (0x88, .microamperes(600)),
        (0x89, .milliamperes(3)),
    ])

    static let emstat4LR = Self([
        (3, .nanoamperes(1)), (6, .nanoamperes(10)), (9, .nanoamperes(100)), (12, .microamperes(1)),
        (15, .microamperes(10)), (18, .microamperes(100)), (21, .milliamperes(1)), (24, .milliamperes(10)),
    ])

    static let emstat4HR = Self([
        (9, .nanoamperes(100)), (12, .microamperes(1)), (15, .microamperes(10)), (18, .microamperes(100)),
        (21, .milliamperes(1)), (24, .milliamperes(10)), (27, .milliamperes(100)),
    ])
}
