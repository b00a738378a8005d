extension Double: ParameterValue {
    /// A dimensionless number.
    public static var kind: String { "number" }

    /// A number as a user would write it.
    public static var example: String { "0.5" }

    /// Reads a number without a unit: `0.5`, `1e-3`, `-2`.
    ///
    /// - Throws: ``MalformedValue``.
    public init(userText: String) throws(MalformedValue) {
        let parts = try NumberWithUnit(userText, expected: Self.kind, example: Self.example)
        guard parts.unitText.isEmpty else {
            throw .unexpectedUnit(text: userText, unit: String(parts.unitText), expected: Self.kind)
        }
        let value = parts.number.double(timesTenTo: 0)
        guard value.isFinite else { throw .notFinite(text: userText, expected: Self.kind) }
        if value == 0, !parts.number.isZero { throw .vanishing(text: userText, expected: Self.kind) }
        self = value
    }

    /// The shortest text that reads back to the identical number, if it is finite.
    public var userText: String { description }
}
