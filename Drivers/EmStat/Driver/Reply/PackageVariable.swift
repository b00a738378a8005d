import LabValues

/// One variable of a data package: what it is, its value as sent, and what the device says about it.
struct PackageVariable: Hashable, Sendable {
    /// Two letters, as the page lists them.
    struct Kind: Hashable, Sendable {
        let code: UInt16

        init(_ first: UInt8, _ second: UInt8) { code = UInt16(first) << 8 | UInt16(second) }

        /// WE against RE, measured.
        static let potential = Self(UInt8(ascii: "a"), UInt8(ascii: "b"))
        /// WE current.
        static let current = Self(UInt8(ascii: "b"), UInt8(ascii: "a"))
        /// The potential set.
        static let setPotential = Self(UInt8(ascii: "d"), UInt8(ascii: "a"))
        /// Time.
        static let time = Self(UInt8(ascii: "e"), UInt8(ascii: "b"))
    }

    let kind: Kind
    /// The integer as sent; nil for NaN.
    let mantissa: Int32?
    /// The power of ten of its prefix.
    let exponent: Int8
    /// Whether it was sent as an integer without a unit.
    let isInteger: Bool
    var status: PointStatus?
    var range: UInt8?
    var noise: UInt8?

    /// The value, correctly rounded; nil for NaN.
    var value: Double? {
        guard let mantissa else { return nil }
        // Powers up to 10²² are exact, so either way there is one rounding only.
        let power = Self.powers[Int(exponent.magnitude)]
        return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    ]
}
