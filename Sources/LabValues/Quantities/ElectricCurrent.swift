/// An electric current *I*; anodic (oxidation) is positive, as IUPAC has it.
///
/// - Units: amperes.
public typealias ElectricCurrent = Quantity<ElectricCurrentDimension>

/// Electric current, in amperes.
public enum ElectricCurrentDimension: Dimension {
    /// The name in running text.
    public static let name = "electric current"
    /// The stored unit.
    public static let unit = "A"
    /// For messages.
    public static let example = "10 µA"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("A", prefixes: .any(usually: ["p", "n", "µ", "m", ""]))
    ]
}

extension ElectricCurrent {
    /// So many amperes.
    @inlinable
    public static func amperes(_ number: Double) -> Self { Self(value: number) }

    /// The number of amperes.
    @inlinable
    public var amperes: Double { value }

    /// So many milliamperes.
    @inlinable
    public static func milliamperes(_ number: Double) -> Self { Self(value: number / 1_000) }

    /// The number of milliamperes.
    @inlinable
    public var milliamperes: Double { value * 1_000 }

    /// So many microamperes.
    @inlinable
    public static func microamperes(_ number: Double) -> Self { Self(value: number / 1_000_000) }

    /// The number of microamperes.
    @inlinable
    public var microamperes: Double { value * 1_000_000 }

    /// So many nanoamperes.
    @inlinable
    public static func nanoamperes(_ number: Double) -> Self { Self(value: number / 1_000_000_000) }

    /// The number of nanoamperes.
    @inlinable
    public var nanoamperes: Double { value * 1_000_000_000 }

    /// So many picoamperes.
    @inlinable
    public static func picoamperes(_ number: Double) -> Self { Self(value: number / 1_000_000_000_000) }

    /// The number of picoamperes.
    @inlinable
    public var picoamperes: Double { value * 1_000_000_000_000 }
}
