/// A number and whatever stands after it, split and trimmed but not yet understood.
struct NumberWithUnit {
    let text: String
    let number: DecimalNumber
    let unitText: Substring

    /// Splits a text; `expected` and `example` go into the error.
    init(_ text: String, expected: String, example: String) throws(MalformedValue) {
        let trimmed = text.trimmingBlanks
        guard let (number, rest) = DecimalNumber.scan(trimmed) else {
            if trimmed.drop(while: { $0.isSign }).first == "," {
                throw .decimalComma(text: text, expected: expected, example: example)
            }
            throw .noNumber(text: text, expected: expected, example: example)
        }
        if rest.first == ",", rest.dropFirst().first?.isNumber == true {
            throw .decimalComma(text: text, expected: expected, example: example)
        }
        self.text = text
        self.number = number
        self.unitText = String(rest).trimmingBlanks
    }

    /// Why the unit is none of `units`.
    func unitError(dimension: String, example: String, units: [UnitOfMeasure]) -> MalformedValue {
        .unit(unitText, in: text, dimension: dimension, example: example, units: units)
    }
}

extension MalformedValue {
    /// Why a unit is none of `units`: it is missing, it measures something else, or nobody knows it.
    static func unit(
        _ unit: Substring, in text: String, dimension: String, example: String, units: [UnitOfMeasure]
    ) -> MalformedValue {
        if unit.isEmpty { return .missingUnit(text: text, example: example, dimension: dimension) }
        if let isA = WrittenUnit.dimensionName(of: unit), isA != dimension {
            return .wrongDimension(text: text, unit: String(unit), isA: isA, expected: dimension, example: example)
        }
        let accepted = units.flatMap(\.usualForms)
        return .unknownUnit(text: text, unit: String(unit), dimension: dimension, accepted: accepted)
    }
}

extension String {
    /// Without blanks of any kind at either end.
    var trimmingBlanks: Substring {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

extension Character {
    fileprivate var isSign: Bool { self == "+" || self == "-" || self == "\u{2212}" }
}
