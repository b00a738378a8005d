/// An electric charge *Q*; anodic is positive.
///
/// - Units: coulombs; ampere-hours are read and made.
public typealias ElectricCharge = Quantity<ElectricChargeDimension>

/// Electric charge, in coulombs.
public enum ElectricChargeDimension: Dimension {
    /// The name in running text.
    public static let name = "electric charge"
    /// The stored unit.
    public static let unit = "C"
    /// For messages.
    public static let example = "2.5 mC"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("C", prefixes: .any(usually: ["n", "µ", "m", ""])),
        UnitOfMeasure("Ah", or: ["A h", "A·h"], prefixes: .any(usually: ["m", ""]), conversion: .times(3600)),
    ]
}

extension ElectricCharge {
    /// So many coulombs.
    @inlinable
    public static func coulombs(_ number: Double) -> Self { Self(value: number) }

    /// The number of coulombs.
    @inlinable
    public var coulombs: Double { value }

    /// So many millicoulombs.
    @inlinable
    public static func millicoulombs(_ number: Double) -> Self { Self(value: number / 1_000) }

    /// The number of millicoulombs.
    @inlinable
    public var millicoulombs: Double { value * 1_000 }

    /// So many microcoulombs.
    @inlinable
    public static func microcoulombs(_ number: Double) -> Self { Self(value: number / 1_000_000) }

    /// The number of microcoulombs.
    @inlinable
    public var microcoulombs: Double { value * 1_000_000 }

    /// So many milliampere-hours.
    @inlinable
    public static func milliampereHours(_ number: Double) -> Self { Self(value: number / 1_000 * 3_600) }

    /// The number of milliampere-hours.
    @inlinable
    public var milliampereHours: Double { value / 3_600 * 1_000 }
}
