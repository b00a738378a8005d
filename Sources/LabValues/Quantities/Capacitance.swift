/// An electric capacitance *C*.
///
/// - Units: farads.
public typealias Capacitance = Quantity<CapacitanceDimension>

/// Capacitance, in farads.
public enum CapacitanceDimension: Dimension {
    /// The name in running text.
    public static let name = "capacitance"
    /// The stored unit.
    public static let unit = "F"
    /// For messages.
    public static let example = "20 µF"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("F", prefixes: .any(usually: ["p", "n", "µ", "m", ""]))
    ]
}

extension Capacitance {
    /// So many farads.
    @inlinable
    public static func farads(_ number: Double) -> Self { Self(value: number) }

    /// The number of farads.
    @inlinable
    public var farads: Double { value }

    /// So many millifarads.
    @inlinable
    public static func millifarads(_ number: Double) -> Self { Self(value: number / 1_000) }

    /// The number of millifarads.
    @inlinable
    public var millifarads: Double { value * 1_000 }

    /// So many microfarads.
    @inlinable
    public static func microfarads(_ number: Double) -> Self { Self(value: number / 1_000_000) }

    /// The number of microfarads.
    @inlinable
    public var microfarads: Double { value * 1_000_000 }

    /// So many nanofarads.
    @inlinable
    public static func nanofarads(_ number: Double) -> Self { Self(value: number / 1_000_000_000) }

    /// The number of nanofarads.
    @inlinable
    public var nanofarads: Double { value * 1_000_000_000 }

    /// So many picofarads.
    @inlinable
    public static func picofarads(_ number: Double) -> Self { Self(value: number / 1_000_000_000_000) }

    /// The number of picofarads.
    @inlinable
    public var picofarads: Double { value * 1_000_000_000_000 }
}
