/// A plane angle, such as the phase of an impedance.
///
/// - Units: radians.
public typealias Angle = Quantity<PlaneAngleDimension>

/// Plane angle, in radians.
public enum PlaneAngleDimension: Dimension {
    private static let degree = UnitOfMeasure("°", or: ["deg"], conversion: .times(.pi / 180))

    /// The name in running text.
    public static let name = "angle"
    /// The stored unit.
    public static let unit = "rad"
    /// For messages.
    public static let example = "45 °"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("rad", prefixes: .belowOne(usually: ["m", ""])),
        degree,
    ]
    /// The unit of the bench, wherever it is exact and shorter.
    public static let alternativeUnit: UnitOfMeasure? = degree
}

extension Angle {
    /// So many radians.
    @inlinable
    public static func radians(_ number: Double) -> Self { Self(value: number) }

    /// The number of radians.
    @inlinable
    public var radians: Double { value }

    /// So many degrees.
    @inlinable
    public static func degrees(_ number: Double) -> Self { Self(value: number * (.pi / 180)) }

    /// The number of degrees.
    @inlinable
    public var degrees: Double { value * 180 / .pi }
}
