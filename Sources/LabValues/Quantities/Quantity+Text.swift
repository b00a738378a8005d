extension Quantity: ParameterValue {
    /// The name of the dimension.
    public static var kind: String { D.name }

    /// A value as a user would write it.
    public static var example: String { D.example }

    /// Reads a number with its unit: `100mV/s`, `-0.3 V`, `1e-6 A`, `10 kΩ`.
    ///
    /// - Throws: ``MalformedValue``.
    public init(userText: String) throws(MalformedValue) {
        try self.init(userText: userText, assumingUnit: false)
    }

    /// Reads a number with its unit or, where `assumingUnit` is set, with a prefix alone (`10k`) or nothing (`100`):
    /// the unit is then the one such quantities are printed in (Ω, F, …, L for volumes, cm² for areas).
    ///
    /// - Throws: ``MalformedValue``.
    public init(userText: String, assumingUnit: Bool) throws(MalformedValue) {
        let parts = try NumberWithUnit(userText, expected: D.name, example: D.example)
        guard let written = Self.writtenUnit(parts.unitText, assumingUnit: assumingUnit) else {
            throw parts.unitError(dimension: D.name, example: D.example, units: D.units)
        }
        let value = written.unit.siValue(of: parts.number, prefixExponent: written.prefixExponent)
        guard value.isFinite else { throw .notFinite(text: userText, expected: D.name) }
        if value == 0, !parts.number.isZero, written.unit.isProportional {
            throw .vanishing(text: userText, expected: D.name)
        }
        self.init(value: value == 0 ? 0 : value)  // no negative zero: it would print as another value
    }

    private static func writtenUnit(_ text: Substring, assumingUnit: Bool) -> WrittenUnit? {
        if let written = WrittenUnit(text, among: D.units) { return written }
        guard assumingUnit, let unit = D.units.first else { return nil }
        if text.isEmpty { return WrittenUnit(unit) }
        guard unit.prefixes != .none, text.count == 1, let prefix = text.first else { return nil }
        return MetricPrefix.exponent(of: prefix).map { WrittenUnit(unit, prefixExponent: $0) }
    }
}

extension Quantity: CustomStringConvertible {
    /// The quantity with its unit, exactly: `100 mV/s`. Reads back to the identical value, if it is finite.
    public var userText: String {
        guard let unit = D.units.first else { return value.description }
        let text = unit.text(for: value)
        guard let other = D.alternativeUnit, value.isFinite else { return text }
        let candidate = other.text(for: other.undoConversion(of: value))
        guard candidate.count < text.count else { return text }
        switch Result(catching: { () throws(MalformedValue) in try Self(userText: candidate) }) {
        case .success(self): return candidate
        case .success, .failure: return text
        }
    }

    /// The quantity with its unit, exactly: `100 mV/s`.
    public var description: String { userText }

    /// The same in ASCII without blanks and slashes, for the name of a file: `100mVs`.
    public var compactText: String { userText.compacted }
}

extension UnitOfMeasure {
    /// Whether zero in this unit is zero in SI.
    fileprivate var isProportional: Bool {
        if case .plus = conversion { false } else { true }
    }

    /// A number of SI units (any factor already undone) in this unit, with the prefix that suits it.
    func text(for value: Double) -> String {
        guard let number = DecimalNumber(value) else { return "\(value) \(symbol)" }
        guard !number.isZero else { return "0 \(symbol)" }
        let leading = number.leadingExponent - powerOfTen
        if let exponent = printedPrefixExponent(forLeading: leading), let prefix = MetricPrefix.symbol(for: exponent) {
            return number.plainText(dividedByTenTo: powerOfTen + exponent) + " " + prefix + symbol
        }
        return number.exponentText(dividedByTenTo: powerOfTen) + " " + symbol
    }

    /// The power of ten of the prefix to print, `nil` where only an exponent would be readable.
    func printedPrefixExponent(forLeading leading: Int) -> Int? {
        let engineering = (leading >= 0 ? leading / 3 : (leading - 2) / 3) * 3
        let readableWithoutPrefix = -6...14
        switch prefixes {
        case .any: return MetricPrefix.exponents.contains(engineering) ? engineering : nil
        case .belowOne where engineering < 0: return MetricPrefix.exponents.contains(engineering) ? engineering : nil
        case .belowOne, .none: return readableWithoutPrefix.contains(leading) ? 0 : nil
        }
    }
}

extension String {
    /// ASCII for a file name: no blanks, no slashes; µ, Ω, ² and ° spelled out.
    var compacted: String {
        var result = ""
        for character in self {
            switch character {
            case " ", "/": continue
            case "\u{B5}": result += "u"
            case "Ω": result += "ohm"
            case "²": result += "2"
            case "°": result += "deg"
            default: result.append(character)
            }
        }
        return result
    }
}
