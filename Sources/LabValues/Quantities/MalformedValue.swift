/// Why a text is not the value that was wanted.
public enum MalformedValue: Error, Hashable {
    /// No number stands at the beginning.
    case noNumber(text: String, expected: String, example: String)
    /// A decimal comma (or a comma between thousands) instead of a decimal point.
    case decimalComma(text: String, expected: String, example: String)
    /// A number without the unit it needs.
    case missingUnit(text: String, example: String, dimension: String)
    /// A unit of another dimension.
    case wrongDimension(text: String, unit: String, isA: String, expected: String, example: String)
    /// A unit nobody here knows, or with wrong capitals.
    case unknownUnit(text: String, unit: String, dimension: String, accepted: [String])
    /// Something follows a number that takes no unit.
    case unexpectedUnit(text: String, unit: String, expected: String)
    /// A number too large to be held.
    case notFinite(text: String, expected: String)
    /// A number that is not zero, but too small to be held.
    case vanishing(text: String, expected: String)
    /// A value outside what its type can hold; the limits as a user would write them.
    case outOfRange(text: String, expected: String, smallest: String, largest: String)
    /// A number with decimals where things are counted.
    case notWhole(text: String)
    /// Neither yes nor no.
    case notYesOrNo(text: String)
    /// A complex number that is not of the form `100-50j`.
    case notComplex(text: String, expected: String, example: String)
}

extension MalformedValue: CustomStringConvertible {
    /// One sentence: the text, what is wrong with it, and the way out.
    public var description: String {
        switch self {
        case .noNumber(let text, let expected, let example):
            "\(quoted(text)) does not begin with a number: \(withArticle(expected)) looks like \(example)"
        case .decimalComma(let text, let expected, let example):
            "\(quoted(text)) has a comma in its number: write a decimal point and no thousands separator,"
                + " as in \(example), for \(withArticle(expected))"
        case .notFinite(let text, let expected):
            "\(quoted(text)) is too large a number for \(withArticle(expected)): check its exponent and prefix"
        case .vanishing(let text, let expected):
            "\(quoted(text)) is too small a number for \(withArticle(expected)): check its exponent, or write 0"
        case .outOfRange(let text, let expected, let smallest, let largest):
            "\(quoted(text)) is out of range: \(withArticle(expected)) lies between \(smallest) and \(largest)"
        case .notWhole(let text):
            "\(quoted(text)) is not a whole number: write digits only, for example 3"
        case .notYesOrNo(let text):
            "\(quoted(text)) is neither yes nor no: write yes, no, true or false"
        case .notComplex(let text, let expected, let example):
            "\(quoted(text)) is not a complex number with a unit: \(withArticle(expected)) looks like \(example)"
        case .missingUnit, .wrongDimension, .unknownUnit, .unexpectedUnit:
            unitSentence
        }
    }

    /// The sentence of the cases that are about a unit.
    private var unitSentence: String {
        switch self {
        case .missingUnit(let text, let example, let dimension):
            "\(quoted(text)) has no unit: \(withArticle(dimension)) needs one, for example \(example)"
        case .wrongDimension(let text, let unit, let isA, let expected, let example):
            "\(quoted(text)) is \(withArticle(isA)), as \(shortened(unit)) says, but \(withArticle(expected))"
                + " is needed, for example \(example)"
        case .unknownUnit(let text, let unit, let dimension, let accepted):
            "\(quoted(text)) has the unknown unit \(quoted(unit)): \(withArticle(dimension)) is written in"
                + " \(accepted.joined(separator: ", ")) (capital and small letters differ)"
        case .unexpectedUnit(let text, let unit, let expected):
            "\(quoted(text)) goes on with \(quoted(unit)) after its number: \(withArticle(expected)) has no unit"
        default: ""
        }
    }
}

/// Texts from outside may be long; a message shows their beginning.
private func shortened(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(57) + "…"
}

private func quoted(_ text: String) -> String { "“\(shortened(text))”" }

private func withArticle(_ noun: String) -> String {
    guard let first = noun.first else { return noun }
    return ("aeiou".contains(first) ? "an " : "a ") + noun
}
