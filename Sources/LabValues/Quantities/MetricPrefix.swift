/// A metric prefix from atto to tera; case matters (`m` is milli, `M` is mega).
enum MetricPrefix {
    /// The powers of ten that have a prefix (or need none) and are multiples of three.
    static let exponents = -18...12

    /// The power of ten of a prefix, or `nil` for a character that is none.
    static func exponent(of character: Character) -> Int? {
        switch character {
        case "a": -18
        case "f": -15
        case "p": -12
        case "n": -9
        case "u", "\u{B5}", "\u{3BC}": -6  // ASCII, MICRO SIGN, GREEK SMALL LETTER MU
        case "m": -3
        case "k": 3
        case "M": 6
        case "G": 9
        case "T": 12
        default: nil
        }
    }

    /// The prefix printed for a power of ten, empty for 10⁰, `nil` where there is none.
    static func symbol(for exponent: Int) -> String? {
        switch exponent {
        case -18: "a"
        case -15: "f"
        case -12: "p"
        case -9: "n"
        case -6: "\u{B5}"
        case -3: "m"
        case 0: ""
        case 3: "k"
        case 6: "M"
        case 9: "G"
        case 12: "T"
        default: nil
        }
    }
}
