/// A volume of liquid per time.
///
/// - Units: stored in cubic metres per second; read, made and printed in litres per second or minute.
public typealias FlowRate = Quantity<FlowRateDimension>

/// Volume flow rate, in cubic metres per second.
public enum FlowRateDimension: Dimension {
    private static let litresPerMinute = UnitOfMeasure(
        "L/min", or: ["l/min"], prefixes: .any(usually: ["µ", "m"]), powerOfTen: -3, conversion: .dividedBy(60))

    /// The name in running text.
    public static let name = "flow rate"
    /// The stored unit.
    public static let unit = "m³/s"
    /// For messages.
    public static let example = "1 mL/min"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("L/s", or: ["l/s"], prefixes: .any(usually: ["µ", "m"]), powerOfTen: -3),
        litresPerMinute,
        UnitOfMeasure("L/h", or: ["l/h"], prefixes: .any(usually: ["m"]), powerOfTen: -3, conversion: .dividedBy(3600)),
    ]
    /// A pump's own unit, wherever it is exact.
    public static let alternativeUnit: UnitOfMeasure? = litresPerMinute
}

extension FlowRate {
    /// So many millilitres per minute.
    @inlinable
    public static func millilitresPerMinute(_ number: Double) -> Self { Self(value: number / 1_000_000 / 60) }

    /// The number of millilitres per minute.
    @inlinable
    public var millilitresPerMinute: Double { value * 60 * 1_000_000 }

    /// So many microlitres per minute.
    @inlinable
    public static func microlitresPerMinute(_ number: Double) -> Self { Self(value: number / 1_000_000_000 / 60) }

    /// The number of microlitres per minute.
    @inlinable
    public var microlitresPerMinute: Double { value * 60 * 1_000_000_000 }

    /// So many millilitres per second.
    @inlinable
    public static func millilitresPerSecond(_ number: Double) -> Self { Self(value: number / 1_000_000) }

    /// The number of millilitres per second.
    @inlinable
    public var millilitresPerSecond: Double { value * 1_000_000 }

    /// So many microlitres per second.
    @inlinable
    public static func microlitresPerSecond(_ number: Double) -> Self { Self(value: number / 1_000_000_000) }

    /// The number of microlitres per second.
    @inlinable
    public var microlitresPerSecond: Double { value * 1_000_000_000 }

    /// So many cubic metres per second.
    @inlinable
    public static func cubicMetresPerSecond(_ number: Double) -> Self { Self(value: number) }

    /// The number of cubic metres per second.
    @inlinable
    public var cubicMetresPerSecond: Double { value }
}
