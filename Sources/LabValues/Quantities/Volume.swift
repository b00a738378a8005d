/// A volume of liquid.
///
/// - Units: stored in cubic metres; read, made and printed in litres.
public typealias Volume = Quantity<VolumeDimension>

/// Volume, in cubic metres.
public enum VolumeDimension: Dimension {
    /// The name in running text.
    public static let name = "volume"
    /// The stored unit.
    public static let unit = "m³"
    /// For messages.
    public static let example = "5 mL"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("L", or: ["l"], prefixes: .any(usually: ["µ", "m", ""]), powerOfTen: -3),
        UnitOfMeasure("cm³", or: ["cm3", "cc"], powerOfTen: -6),
        UnitOfMeasure("m³", or: ["m3"]),
    ]
}

extension Volume {
    /// So many litres.
    @inlinable
    public static func litres(_ number: Double) -> Self { Self(value: number / 1_000) }

    /// The number of litres.
    @inlinable
    public var litres: Double { value * 1_000 }

    /// So many millilitres.
    @inlinable
    public static func millilitres(_ number: Double) -> Self { Self(value: number / 1_000_000) }

    /// The number of millilitres.
    @inlinable
    public var millilitres: Double { value * 1_000_000 }

    /// So many microlitres.
    @inlinable
    public static func microlitres(_ number: Double) -> Self { Self(value: number / 1_000_000_000) }

    /// The number of microlitres.
    @inlinable
    public var microlitres: Double { value * 1_000_000_000 }

    /// So many cubic metres.
    @inlinable
    public static func cubicMetres(_ number: Double) -> Self { Self(value: number) }

    /// The number of cubic metres.
    @inlinable
    public var cubicMetres: Double { value }
}
