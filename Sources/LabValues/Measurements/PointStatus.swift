/// What an instrument says about the quality of one reading.
public struct PointStatus: OptionSet, Sendable, Hashable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The interval was not kept.
    public static let timingError = Self(rawValue: 1)
    /// The true value lies at or beyond the range: the number is a bound, not a reading.
    public static let overload = Self(rawValue: 2)
    /// The value is small for its range.
    public static let underload = Self(rawValue: 4)
    /// The value is near the end of its range.
    public static let overloadWarning = Self(rawValue: 8)

    /// The words of the message, in a fixed order.
    public var words: [String] {
        var words: [String] = []
        if contains(.overload) { words.append("overload") }
        if contains(.underload) { words.append("underload") }
        if contains(.overloadWarning) { words.append("overload_warning") }
        if contains(.timingError) { words.append("timing_error") }
        return words
    }

    /// Reads the words of a message; nil for a word nobody knows.
    public init?(words: [String]) {
        self = []
        for word in words {
            switch word {
            case "overload": insert(.overload)
            case "underload": insert(.underload)
            case "overload_warning": insert(.overloadWarning)
            case "timing_error": insert(.timingError)
            default: return nil
            }
        }
    }
}
