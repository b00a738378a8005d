/// A decimal number as written: its digits and a power of ten, never rounded to binary on the way.
struct DecimalNumber {
    /// Whether a minus sign stood before it.
    let isNegative: Bool
    /// Significant digits without leading or trailing zeros; empty for zero.
    let digits: String
    /// The value is `digits`, read as an integer, times ten to this.
    let exponent: Int

    var isZero: Bool { digits.isEmpty }

    /// The power of ten of the first digit.
    var leadingExponent: Int { digits.utf8.count - 1 + exponent }

    /// The shortest decimal that reads back to a finite `Double`.
    init?(_ value: Double) {
        guard value.isFinite, let scan = Self.scan(value.description[...]) else { return nil }
        self = scan.number
    }

    private init(isNegative: Bool, integerDigits: Substring, fractionDigits: Substring, exponent: Int) {
        var all = Array(integerDigits.utf8.drop { $0 == UInt8(ascii: "0") }) + Array(fractionDigits.utf8)
        let written = all.count
        while all.last == UInt8(ascii: "0") { all.removeLast() }
        let dropped = written - all.count
        self.isNegative = isNegative
        digits = String(decoding: all.drop { $0 == UInt8(ascii: "0") }, as: UTF8.self)
        self.exponent = exponent - fractionDigits.utf8.count + dropped
    }

    /// Reads a number off the front: sign, digits, decimal point, exponent. `nil` when none stands there.
    static func scan(_ text: Substring) -> (number: DecimalNumber, rest: Substring)? {
        var rest = text
        let isNegative = takeSign(from: &rest)
        let integerDigits = takeDigits(from: &rest)
        var fractionDigits: Substring = ""
        if rest.first == "." {
            rest.removeFirst()
            fractionDigits = takeDigits(from: &rest)
        }
        guard !integerDigits.isEmpty || !fractionDigits.isEmpty else { return nil }
        let exponent = takeExponent(from: &rest)
        let number = DecimalNumber(
            isNegative: isNegative, integerDigits: integerDigits, fractionDigits: fractionDigits, exponent: exponent)
        return (number, rest)
    }

    /// The nearest `Double` to this number times a power of ten: one literal, one rounding.
    func double(timesTenTo shift: Int) -> Double {
        guard !isZero else { return isNegative ? -0.0 : 0 }
        let literal = "\(isNegative ? "-" : "")\(digits)e\(exponent + shift)"
        return Double(literal) ?? (leadingExponent + shift > 0 ? .infinity : 0)
    }

    /// The number divided by ten to `shift`, without an exponent: the decimal point moves, no digit changes.
    func plainText(dividedByTenTo shift: Int) -> String {
        guard !isZero else { return "0" }
        let sign = isNegative ? "-" : ""
        let power = exponent - shift
        if power >= 0 { return sign + digits + String(repeating: "0", count: power) }
        let pointPosition = digits.utf8.count + power
        if pointPosition <= 0 { return sign + "0." + String(repeating: "0", count: -pointPosition) + digits }
        return sign + digits.prefix(pointPosition) + "." + digits.dropFirst(pointPosition)
    }

    /// The number divided by ten to `shift`, in the form `1.5e-21`.
    func exponentText(dividedByTenTo shift: Int) -> String {
        guard !isZero else { return "0" }
        let fraction = digits.dropFirst()
        let mantissa = fraction.isEmpty ? digits : "\(digits.prefix(1)).\(fraction)"
        return "\(isNegative ? "-" : "")\(mantissa)e\(leadingExponent - shift)"
    }
}

/// Exponents beyond this are all alike, infinite or zero, and must not overflow an addition.
private let exponentLimit = 1_000_000

private func takeSign(from rest: inout Substring) -> Bool {
    guard let first = rest.first else { return false }
    let isNegative = first == "-" || first == "\u{2212}"  // HYPHEN-MINUS, MINUS SIGN
    if isNegative || first == "+" { rest.removeFirst() }
    return isNegative
}

private func takeDigits(from rest: inout Substring) -> Substring {
    let digits = rest.prefix { $0 >= "0" && $0 <= "9" && $0.isASCII }
    rest = rest[digits.endIndex...]
    return digits
}

/// Takes `e-6`, but leaves an `e` that no number follows for the unit to explain.
private func takeExponent(from rest: inout Substring) -> Int {
    guard rest.first == "e" || rest.first == "E" else { return 0 }
    var ahead = rest.dropFirst()
    let isNegative = takeSign(from: &ahead)
    let digits = takeDigits(from: &ahead)
    guard !digits.isEmpty else { return 0 }
    rest = ahead
    let magnitude = min(Int(digits) ?? exponentLimit, exponentLimit)
    return isNegative ? -magnitude : magnitude
}
