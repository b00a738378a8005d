/// The potential of the working electrode, or a difference of potentials.
///
/// - Units: volts, against the reference electrode where it is a potential.
public typealias ElectrodePotential = Quantity<ElectricPotentialDimension>

/// Electric potential, in volts.
public enum ElectricPotentialDimension: Dimension {
    /// The name in running text.
    public static let name = "electric potential"
    /// The stored unit.
    public static let unit = "V"
    /// For messages.
    public static let example = "0.5 V"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("V", prefixes: .any(usually: ["µ", "m", ""]))
    ]
}

extension ElectrodePotential {
    /// So many volts.
    @inlinable
    public static func volts(_ number: Double) -> Self { Self(value: number) }

    /// The number of volts.
    @inlinable
    public var volts: Double { value }

    /// So many millivolts.
    @inlinable
    public static func millivolts(_ number: Double) -> Self { Self(value: number / 1_000) }

    /// The number of millivolts.
    @inlinable
    public var millivolts: Double { value * 1_000 }

    /// So many microvolts.
    @inlinable
    public static func microvolts(_ number: Double) -> Self { Self(value: number / 1_000_000) }

    /// The number of microvolts.
    @inlinable
    public var microvolts: Double { value * 1_000_000 }
}
