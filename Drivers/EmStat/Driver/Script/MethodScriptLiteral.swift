/// A number as MethodSCRIPT reads it: an integer and a prefix, no decimal point and no exponent.
///
/// - Shape: `500u`, `-1023m`, `200k`; made from the shortest decimal that names the `Double`, never by truncation.
///   Exact where an integer of 32 bits with one of the prefixes is; else rounded to the finest prefix that fits.
struct MethodScriptLiteral: Sendable, Hashable, CustomStringConvertible {
    let mantissa: Int32
    /// The power of ten of the prefix.
    let exponent: Int

    var description: String {
        guard mantissa != 0, let prefix = Self.prefixes.first(where: { $0.exponent == exponent }) else { return "0" }
        return "\(mantissa)\(prefix.letter)"
    }

    /// The literal nearest to a finite `value` below 10²⁷; what is smaller than half an atto is 0.
    init(_ value: Double) {
        precondition(value.magnitude < 1e27, "A script holds finite numbers only.")
        let decimal = Decimal(value)
        let written = Self.prefixes.compactMap { prefix -> (Int32, Int, Bool)? in
            decimal.rounded(toPower: prefix.exponent).map { ($0.mantissa, prefix.exponent, $0.isExact) }
        }
        // Coarsest first: the coarsest that is exact, else the finest that fits.
        var (mantissa, exponent, _) = written.first { $0.2 } ?? written.last ?? (0, 0, true)
        // 0.1 + 0.2 rounds to 300000000n: the same as 300m.
        while mantissa != 0, mantissa % 1000 == 0, exponent < 18 {
            (mantissa, exponent) = (mantissa / 1000, exponent + 3)
        }
        self.mantissa = mantissa
        self.exponent = exponent
    }

    private static let prefixes: [(letter: String, exponent: Int)] = [
        ("E", 18), ("P", 15), ("T", 12), ("G", 9), ("M", 6), ("k", 3), ("", 0), ("m", -3), ("u", -6), ("n", -9),
        ("p", -12), ("f", -15), ("a", -18),
    ]
}

/// The shortest decimal of a `Double`: at most 17 digits and a power of ten.
private struct Decimal {
    var digits: Int64 = 0
    var power = 0

    init(_ value: Double) {
        var fraction = 0
        var isFraction = false
        var text = value.description.utf8[...]
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { text = text.dropFirst() }
        while let byte = text.first, byte != UInt8(ascii: "e") {
            text = text.dropFirst()
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else {
                digits = digits * 10 + Int64(byte - UInt8(ascii: "0"))
                if isFraction { fraction += 1 }
            }
        }
        power = (Int(String(text.dropFirst()) ?? "") ?? 0) - fraction
        while digits != 0, digits % 10 == 0 { (digits, power) = (digits / 10, power + 1) }
        if isNegative { digits = -digits }
    }

    /// The number in units of 10^`place`, to the nearest; nil when 32 bits do not hold it.
    func rounded(toPower place: Int) -> (mantissa: Int32, isExact: Bool)? {
        var mantissa = digits
        var shift = power - place
        while shift > 0, mantissa.magnitude <= Int64(Int32.max).magnitude {
            (mantissa, shift) = (mantissa * 10, shift - 1)
        }
        guard shift <= 0 else { return mantissa == 0 ? (0, true) : nil }
        guard shift > -19 else { return (0, mantissa == 0) }
        let divisor = (0..<(-shift)).reduce(Int64(1)) { power, _ in power * 10 }
        let (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: divisor)
        let away: Int64 = remainder.magnitude >= divisor.magnitude - remainder.magnitude ? mantissa.signum() : 0
        return Int32(exactly: quotient + away).map { ($0, remainder == 0) }
    }
}
