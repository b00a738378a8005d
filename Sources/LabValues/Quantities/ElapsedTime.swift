/// A reading of an instrument's clock, as it was delivered; for times that are waited use `Duration`.
///
/// - Units: seconds.
public typealias ElapsedTime = Quantity<TimeDimension>

/// Time, in seconds.
public enum TimeDimension: Dimension {
    /// The name in running text.
    public static let name = "time"
    /// The stored unit.
    public static let unit = "s"
    /// For messages.
    public static let example = "30 s"
    /// The units read; the first is printed.
    public static let units: [UnitOfMeasure] = [
        UnitOfMeasure("s", prefixes: .belowOne(usually: ["µ", "m", ""])),
        UnitOfMeasure("min", conversion: .times(60)),
        UnitOfMeasure("h", conversion: .times(3600)),
        UnitOfMeasure("d", conversion: .times(86400)),
    ]
}

extension ElapsedTime {
    /// So many seconds.
    @inlinable
    public static func seconds(_ number: Double) -> Self { Self(value: number) }

    /// The number of seconds.
    @inlinable
    public var seconds: Double { value }

    /// So many milliseconds.
    @inlinable
    public static func milliseconds(_ number: Double) -> Self { Self(value: number / 1_000) }

    /// The number of milliseconds.
    @inlinable
    public var milliseconds: Double { value * 1_000 }

    /// So many microseconds.
    @inlinable
    public static func microseconds(_ number: Double) -> Self { Self(value: number / 1_000_000) }

    /// The number of microseconds.
    @inlinable
    public var microseconds: Double { value * 1_000_000 }

    /// The same as a `Duration`, clamped as ``Swift/Duration/init(secondsClamped:)`` says.
    public var duration: Duration { Duration(secondsClamped: value) }

    /// The reading of a clock that shows this duration.
    public init(_ duration: Duration) { self.init(value: duration.inSeconds) }
}
