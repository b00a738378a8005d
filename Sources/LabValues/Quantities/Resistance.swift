/// An electric resistance *R*, or one part of an impedance.
///
/// - Units: ohms.
public typealias Resistance = Quantity<ResistanceDimension>

/// Electric resistance, in ohms.
public enum ResistanceDimension: Dimension {
    /// The name in running text.
    public static let name = "resistance"
    /// The stored unit.
    public static let unit = "Ω"
    /// For messages.
    public static let example = "10 kΩ"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("Ω", or: ["ohm", "Ohm", "ohms"], prefixes: .any(usually: ["m", "", "k", "M"]))
    ]
}

extension Resistance {
    /// So many ohms.
    @inlinable
    public static func ohms(_ number: Double) -> Self { Self(value: number) }

    /// The number of ohms.
    @inlinable
    public var ohms: Double { value }

    /// So many milliohms.
    @inlinable
    public static func milliohms(_ number: Double) -> Self { Self(value: number / 1_000) }

    /// The number of milliohms.
    @inlinable
    public var milliohms: Double { value * 1_000 }

    /// So many kilohms.
    @inlinable
    public static func kilohms(_ number: Double) -> Self { Self(value: number * 1_000) }

    /// The number of kilohms.
    @inlinable
    public var kilohms: Double { value / 1_000 }

    /// So many megohms.
    @inlinable
    public static func megohms(_ number: Double) -> Self { Self(value: number * 1_000_000) }

    /// The number of megohms.
    @inlinable
    public var megohms: Double { value / 1_000_000 }
}
