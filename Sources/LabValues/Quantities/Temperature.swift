/// A thermodynamic temperature *T*.
///
/// - Units: kelvins; degrees Celsius are read and made, and printed where that is exact and shorter.
public typealias Temperature = Quantity<TemperatureDimension>

/// Thermodynamic temperature, in kelvins.
public enum TemperatureDimension: Dimension {
    private static let celsius = UnitOfMeasure("°C", or: ["degC", "℃"], conversion: .plus(273.15))

    /// The name in running text.
    public static let name = "temperature"
    /// The stored unit.
    public static let unit = "K"
    /// For messages.
    public static let example = "25 °C"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("K", prefixes: .belowOne(usually: ["m", ""])),
        celsius,
    ]
    /// The unit of the bench, wherever it is exact.
    public static let alternativeUnit: UnitOfMeasure? = celsius
}

extension Temperature {
    /// So many kelvins.
    @inlinable
    public static func kelvins(_ number: Double) -> Self { Self(value: number) }

    /// The number of kelvins.
    @inlinable
    public var kelvins: Double { value }

    /// So many degrees Celsius.
    @inlinable
    public static func degreesCelsius(_ number: Double) -> Self { Self(value: number + 273.15) }

    /// The number of degrees Celsius.
    @inlinable
    public var degreesCelsius: Double { value - 273.15 }
}
