/// A mass, of active material on an electrode for instance.
///
/// - Units: stored in kilograms; printed in grams with a prefix.
public typealias Mass = Quantity<MassDimension>

/// Mass, in kilograms.
public enum MassDimension: Dimension {
    /// The name in running text.
    public static let name = "mass"
    /// The stored unit.
    public static let unit = "kg"
    /// For messages.
    public static let example = "2.5 mg"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("g", prefixes: .any(usually: ["k", "m", "µ", "n"]), powerOfTen: -3)
    ]
}

extension Mass {
    /// So many milligrams.
    @inlinable
    public static func milligrams(_ number: Double) -> Self { Self(value: number / 1_000_000) }

    /// The number of milligrams.
    @inlinable
    public var milligrams: Double { value * 1_000_000 }
}
