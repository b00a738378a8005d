extension Int: ParameterValue {
    /// A whole number.
    public static var kind: String { "whole number" }

    /// A number as a user would write it.
    public static var example: String { "3" }

    /// Reads a whole number without decimals or exponent.
    ///
    /// - Throws: ``MalformedValue``.
    public init(userText: String) throws(MalformedValue) {
        let parts = try NumberWithUnit(userText, expected: Self.kind, example: Self.example)
        guard parts.unitText.isEmpty else {
            throw .unexpectedUnit(text: userText, unit: String(parts.unitText), expected: Self.kind)
        }
        let signs: [Character] = ["+", "-", "\u{2212}"]
        let written = userText.trimmingBlanks
        guard written.drop(while: { signs.contains($0) }).allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw .notWhole(text: userText)
        }
        guard let value = Int(parts.number.plainText(dividedByTenTo: 0)) else {
            throw .outOfRange(
                text: userText, expected: Self.kind, smallest: Int.min.description, largest: Int.max.description)
        }
        self = value
    }

    /// The number in digits.
    public var userText: String { description }
}
