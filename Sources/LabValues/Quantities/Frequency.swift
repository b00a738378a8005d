/// A frequency *f*.
///
/// - Units: hertz.
public typealias Frequency = Quantity<FrequencyDimension>

/// Frequency, in hertz.
public enum FrequencyDimension: Dimension {
    /// The name in running text.
    public static let name = "frequency"
    /// The stored unit.
    public static let unit = "Hz"
    /// For messages.
    public static let example = "25 Hz"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("Hz", or: ["s-1", "s⁻¹", "1/s"], prefixes: .any(usually: ["m", "", "k", "M"]))
    ]
}

extension Frequency {
    /// So many hertz.
    @inlinable
    public static func hertz(_ number: Double) -> Self { Self(value: number) }

    /// The number of hertz.
    @inlinable
    public var hertz: Double { value }

    /// So many kilohertz.
    @inlinable
    public static func kilohertz(_ number: Double) -> Self { Self(value: number * 1_000) }

    /// The number of kilohertz.
    @inlinable
    public var kilohertz: Double { value / 1_000 }

    /// So many megahertz.
    @inlinable
    public static func megahertz(_ number: Double) -> Self { Self(value: number * 1_000_000) }

    /// The number of megahertz.
    @inlinable
    public var megahertz: Double { value / 1_000_000 }

    /// So many millihertz.
    @inlinable
    public static func millihertz(_ number: Double) -> Self { Self(value: number / 1_000) }

    /// The number of millihertz.
    @inlinable
    public var millihertz: Double { value * 1_000 }
}
