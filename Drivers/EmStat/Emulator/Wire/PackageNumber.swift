/// The eight characters of a number in a MethodSCRIPT data package: 28 bits with an offset, and a prefix.
///
/// The device takes the finest prefix for which the mantissa stays below 100,000,000; zero has a blank prefix.
enum PackageNumber {
    private static let prefixes: [(letter: String, exponent: Double)] = [
        ("a", 1e18), ("f", 1e15), ("p", 1e12), ("n", 1e9), ("u", 1e6), ("m", 1e3), (" ", 1), ("k", 1e-3),
        ("M", 1e-6), ("G", 1e-9), ("T", 1e-12), ("P", 1e-15), ("E", 1e-18),
    ]
    private static let mantissaLimit = 100_000_000.0
    private static let offset = 0x800_0000

    /// A number with all its digits.
    static func text(_ value: Double) -> String {
        text(of: value) { value * $0 }
    }

    /// A number as the device computes it: value and mantissa are 32-bit floats.
    ///
    /// A captured Pico cuts the mantissa's fraction off, a captured EmStat4 rounds it.
    static func text(single value: Double, cutting: Bool) -> String {
        let single = Float(value)
        return text(of: Double(single)) {
            Double((single * Float($0)).rounded(cutting ? .towardZero : .toNearestOrEven))
        }
    }

    /// An integer, marked `i`; the wire has 28 bits for it.
    static func text(integer: Int32) -> String {
        hexadecimal(max(-offset, min(offset - 1, Int(integer)))) + "i"
    }

    private static func text(of value: Double, scaled: (Double) -> Double) -> String {
        guard value.isFinite else { return "     nan" }
        guard value != 0 else { return "8000000 " }
        for prefix in prefixes {
            let mantissa = scaled(prefix.exponent).rounded()
            if mantissa.magnitude < mantissaLimit { return hexadecimal(Int(mantissa)) + prefix.letter }
        }
        return "     nan"
    }

    private static func hexadecimal(_ mantissa: Int) -> String {
        let digits = String(offset + mantissa, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    }
}
