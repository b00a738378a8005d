/// A physical quantity: one number in the coherent SI unit of its dimension.
///
/// Quantities of different dimensions do not mix, and no bare number is taken for one: make them by unit name
/// (`.millivolts(100)`), read them from text (`"100 mV"`), or reckon them from others (`current * resistance`).
///
/// - Units: ``value`` is in `D.unit`, always SI: V, A, C, V/s, Hz, Ω, F, m³, m³/s, m², K, s, rad.
@frozen
public struct Quantity<D: Dimension>: Sendable, Hashable {
    /// The number in the coherent SI unit `D.unit`.
    public var value: Double

    /// A quantity of so many coherent SI units. Prefer the makers that name their unit.
    @inlinable
    public init(value: Double) { self.value = value }

    /// None of it.
    @inlinable
    public static var zero: Self { Self(value: 0) }

    /// The same without its sign.
    @inlinable
    public var magnitude: Self { Self(value: value.magnitude) }

    /// Whether it is neither infinite nor "not a number".
    @inlinable
    public var isFinite: Bool { value.isFinite }
}

extension Quantity: Comparable {
    /// Less, as numbers in one unit are.
    @inlinable
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.value < rhs.value }
}

extension Quantity: AdditiveArithmetic {
    /// The sum of two of a kind.
    @inlinable
    public static func + (lhs: Self, rhs: Self) -> Self { Self(value: lhs.value + rhs.value) }

    /// The difference of two of a kind.
    @inlinable
    public static func - (lhs: Self, rhs: Self) -> Self { Self(value: lhs.value - rhs.value) }
}

extension Quantity {
    /// The opposite.
    @inlinable
    public static prefix func - (operand: Self) -> Self { Self(value: -operand.value) }

    /// So many times the quantity.
    @inlinable
    public static func * (lhs: Self, rhs: Double) -> Self { Self(value: lhs.value * rhs) }

    /// So many times the quantity.
    @inlinable
    public static func * (lhs: Double, rhs: Self) -> Self { Self(value: lhs * rhs.value) }

    /// The quantity in so many parts.
    @inlinable
    public static func / (lhs: Self, rhs: Double) -> Self { Self(value: lhs.value / rhs) }

    /// How many times one goes into the other: a plain number.
    @inlinable
    public static func / (lhs: Self, rhs: Self) -> Double { lhs.value / rhs.value }
}

/// The magnitude of a quantity.
@inlinable
public func abs<D: Dimension>(_ quantity: Quantity<D>) -> Quantity<D> { quantity.magnitude }
