/// A unit people write a quantity in, and how it leads to the stored SI value.
public struct UnitOfMeasure: Sendable, Hashable {
    /// What, besides a power of ten, lies between a number in this unit and the SI value.
    public enum Conversion: Sendable, Hashable {
        /// Nothing: the conversion is a power of ten, and therefore exact.
        case none
        /// The SI value is the number times this (an hour: 3600).
        case times(Double)
        /// The SI value is the number divided by this (per minute: 60).
        case dividedBy(Double)
        /// The SI value is the number plus this (degrees Celsius: 273.15).
        case plus(Double)
    }

    /// Which metric prefixes the unit takes.
    public enum Prefixes: Sendable, Hashable {
        /// None (`min`, `cm²`, `°C`).
        case none
        /// Every one is read and printed; messages list the usual ones.
        case any(usually: [String])
        /// Every one is read; values of one and above are printed without (`3600 s`, not `3.6 ks`).
        case belowOne(usually: [String])
    }

    /// The symbol as printed, without prefix: `"Ω"`.
    public let symbol: String
    /// Other spellings that are read: `"ohm"`.
    public let otherSpellings: [String]
    /// The prefixes it takes.
    public let prefixes: Prefixes
    /// The power of ten that leads to the SI unit: -3 for the litre, as 1 L = 10⁻³ m³.
    public let powerOfTen: Int
    /// What else leads to the SI unit.
    public let conversion: Conversion

    /// A unit with its spellings and its way to the SI unit.
    public init(
        _ symbol: String, or otherSpellings: [String] = [], prefixes: Prefixes = .none, powerOfTen: Int = 0,
        conversion: Conversion = .none
    ) {
        self.symbol = symbol
        self.otherSpellings = otherSpellings
        self.prefixes = prefixes
        self.powerOfTen = powerOfTen
        self.conversion = conversion
    }

    /// The unit with its usual prefixes, for the message that lists what is accepted.
    var usualForms: [String] {
        switch prefixes {
        case .none: [symbol]
        case .any(let usual), .belowOne(let usual): usual.map { $0 + symbol }
        }
    }

    /// The SI value of a number written in this unit with a prefix of `prefixExponent`; infinite when beyond `Double`.
    func siValue(of number: DecimalNumber, prefixExponent: Int) -> Double {
        let scaled = number.double(timesTenTo: prefixExponent + powerOfTen)
        switch conversion {
        case .none: return scaled
        case .times(let factor): return scaled * factor
        case .dividedBy(let divisor): return scaled / divisor
        case .plus(let offset): return scaled + offset
        }
    }

    /// The way back from the SI value, as near as arithmetic brings it; powers of ten are left to the text.
    func undoConversion(of siValue: Double) -> Double {
        switch conversion {
        case .none: siValue
        case .times(let factor): siValue / factor
        case .dividedBy(let divisor): siValue * divisor
        case .plus(let offset): siValue - offset
        }
    }
}
