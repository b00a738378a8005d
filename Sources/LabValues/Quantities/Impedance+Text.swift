extension Impedance: ParameterValue {
    /// An impedance.
    public static var kind: String { "impedance" }

    /// An impedance as a user would write it.
    public static var example: String { "100-50j Ω" }

    /// Reads `100-50j ohm`, `1.2+0.3j kΩ`, `-50j ohm`, or `100 ohm` for a resistance; `i` may stand for `j`.
    ///
    /// - Throws: ``MalformedValue``.
    public init(userText: String) throws(MalformedValue) {
        let first = try NumberWithUnit(userText, expected: Self.kind, example: Self.example)
        if let unit = first.unitText.droppingImaginaryUnit {
            let imaginary = try Self.part(first.number, unit: unit, of: userText)
            self.init(real: .zero, imaginary: imaginary)
        } else if let sign = first.unitText.first, "+-\u{2212}".contains(sign) {
            let unsigned = String(first.unitText.dropFirst()).trimmingBlanks
            guard let (number, rest) = DecimalNumber.scan("\(sign)\(unsigned)"), let unit = rest.droppingImaginaryUnit
            else { throw .notComplex(text: userText, expected: Self.kind, example: Self.example) }
            let real = try Self.part(first.number, unit: unit, of: userText)
            self.init(real: real, imaginary: try Self.part(number, unit: unit, of: userText))
        } else {
            self.init(real: try Self.part(first.number, unit: String(first.unitText), of: userText))
        }
    }

    /// The impedance exactly, both parts in one unit: `100-50j Ω`.
    public var userText: String {
        let larger = max(real.magnitude, imaginary.magnitude)
        guard let unit = ResistanceDimension.units.first, let scale = DecimalNumber(larger.value) else {
            return "\(real.value)+\(imaginary.value)j \(ResistanceDimension.unit)"
        }
        let exponent = scale.isZero ? 0 : unit.printedPrefixExponent(forLeading: scale.leadingExponent) ?? 0
        let prefix = MetricPrefix.symbol(for: exponent) ?? ""
        let realText = real.value.text(dividedByTenTo: exponent)
        let imaginaryText = imaginary.value.text(dividedByTenTo: exponent)
        let joint = imaginaryText.hasPrefix("-") ? "" : "+"
        return "\(realText)\(joint)\(imaginaryText)j \(prefix)\(unit.symbol)"
    }

    private static func part(
        _ number: DecimalNumber, unit: String, of text: String
    ) throws(MalformedValue) -> Resistance {
        guard let written = WrittenUnit(unit[...], among: ResistanceDimension.units) else {
            throw MalformedValue.unit(
                unit[...], in: text, dimension: kind, example: example, units: ResistanceDimension.units)
        }
        let value = written.unit.siValue(of: number, prefixExponent: written.prefixExponent)
        guard value.isFinite else { throw .notFinite(text: text, expected: kind) }
        if value == 0, !number.isZero { throw .vanishing(text: text, expected: kind) }
        return Resistance(value: value == 0 ? 0 : value)
    }
}

extension Impedance: CustomStringConvertible {
    /// The impedance with its unit: `100-50j Ω`.
    public var description: String { userText }
}

extension Substring {
    /// What follows a `j` or `i` at the front; `nil` when none stands there.
    fileprivate var droppingImaginaryUnit: String? {
        first == "j" || first == "i" ? String(String(dropFirst()).trimmingBlanks) : nil
    }
}

extension Double {
    /// The number divided by a power of ten, exactly; with an exponent where it would be mostly zeros.
    fileprivate func text(dividedByTenTo shift: Int) -> String {
        guard let number = DecimalNumber(self) else { return description }
        let leading = number.leadingExponent - shift
        let isReadable = number.isZero || (-6...14).contains(leading)
        return isReadable ? number.plainText(dividedByTenTo: shift) : number.exponentText(dividedByTenTo: shift)
    }
}
