/// How fast the potential changes in a scan.
///
/// - Units: volts per second.
public typealias ScanRate = Quantity<ScanRateDimension>

/// Scan rate, in volts per second.
public enum ScanRateDimension: Dimension {
    /// The name in running text.
    public static let name = "scan rate"
    /// The stored unit.
    public static let unit = "V/s"
    /// For messages.
    public static let example = "100 mV/s"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("V/s", or: ["V s-1", "V s⁻¹", "V·s⁻¹", "V s^-1"], prefixes: .any(usually: ["m", ""])),
        UnitOfMeasure("V/min", prefixes: .any(usually: ["m", ""]), conversion: .dividedBy(60)),
    ]
}

extension ScanRate {
    /// So many volts per second.
    @inlinable
    public static func voltsPerSecond(_ number: Double) -> Self { Self(value: number) }

    /// The number of volts per second.
    @inlinable
    public var voltsPerSecond: Double { value }

    /// So many millivolts per second.
    @inlinable
    public static func millivoltsPerSecond(_ number: Double) -> Self { Self(value: number / 1_000) }

    /// The number of millivolts per second.
    @inlinable
    public var millivoltsPerSecond: Double { value * 1_000 }
}
