#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A complex impedance *Z*; the imaginary part of a capacitor is negative.
///
/// - Units: ohms.
public struct Impedance: Sendable, Hashable {
    /// The real part, Re *Z*.
    public var real: Resistance
    /// The imaginary part, Im *Z*.
    public var imaginary: Resistance

    /// An impedance of two parts; without the second, a resistance.
    @inlinable
    public init(real: Resistance, imaginary: Resistance = .zero) {
        self.real = real
        self.imaginary = imaginary
    }

    /// The modulus |*Z*|.
    public var magnitude: Resistance { Resistance(value: hypot(real.value, imaginary.value)) }

    /// The phase angle, between -π and π; negative for a capacitor.
    public var phase: Angle { Angle(value: atan2(imaginary.value, real.value)) }
}
