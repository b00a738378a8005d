/// The area of an electrode.
///
/// - Units: stored in square metres; printed in square centimetres, as electrodes are.
public typealias Area = Quantity<AreaDimension>

/// Area, in square metres.
public enum AreaDimension: Dimension {
    /// The name in running text.
    public static let name = "area"
    /// The stored unit.
    public static let unit = "m²"
    /// For messages.
    public static let example = "0.071 cm²"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("cm²", or: ["cm2", "cm^2"], powerOfTen: -4),
        UnitOfMeasure("mm²", or: ["mm2", "mm^2"], powerOfTen: -6),
        UnitOfMeasure("µm²", or: ["um2", "µm2", "um²", "\u{3BC}m²", "\u{3BC}m2"], powerOfTen: -12),
        UnitOfMeasure("m²", or: ["m2", "m^2"]),
    ]
}

extension Area {
    /// So many square centimetres.
    @inlinable
    public static func squareCentimetres(_ number: Double) -> Self { Self(value: number / 10_000) }

    /// The number of square centimetres.
    @inlinable
    public var squareCentimetres: Double { value * 10_000 }

    /// So many square millimetres.
    @inlinable
    public static func squareMillimetres(_ number: Double) -> Self { Self(value: number / 1_000_000) }

    /// The number of square millimetres.
    @inlinable
    public var squareMillimetres: Double { value * 1_000_000 }

    /// So many square metres.
    @inlinable
    public static func squareMetres(_ number: Double) -> Self { Self(value: number) }

    /// The number of square metres.
    @inlinable
    public var squareMetres: Double { value }
}
