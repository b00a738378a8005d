/// Which current ranges an instrument may use.
///
/// - Shape: as text `auto`, `auto(1uA…1mA)` (also `..` or `-` between), or a current such as `100uA` for a fixed range.
public enum CurrentRange: Sendable, Hashable, ParameterValue {
    /// The instrument chooses, between the given currents where there are some.
    case auto(from: ElectricCurrent?, to: ElectricCurrent?)
    /// One range whose full scale is at least this current.
    case fixed(ElectricCurrent)

    /// The instrument chooses among all its ranges.
    public static let auto = Self.auto(from: nil, to: nil)

    public static var kind: String { "current range" }
    public static var example: String { "100 uA" }

    public init(userText: String) throws(MalformedValue) {
        let text = userText.filter { !$0.isWhitespace }
        guard text.hasPrefix("auto") else {
            self = .fixed(try ElectricCurrent(userText: text))
            return
        }
        guard text != "auto" else {
            self = .auto
            return
        }
        guard text.hasPrefix("auto("), text.hasSuffix(")") else {
            throw .noNumber(text: userText, expected: "a current range", example: "auto(1uA…1mA)")
        }
        let inner = String(text.dropFirst(5).dropLast())
        for separator in ["…", "...", "..", "-"] {
            let parts = inner.split(separator: separator, omittingEmptySubsequences: true)
            guard parts.count == 2 else { continue }
            self = .auto(
                from: try ElectricCurrent(userText: String(parts[0])),
                to: try ElectricCurrent(userText: String(parts[1])))
            return
        }
        throw .noNumber(text: userText, expected: "a current range", example: "auto(1uA…1mA)")
    }

    public var userText: String {
        switch self {
        case .auto(nil, nil): "auto"
        case .auto(let low, let high): "auto(\(low?.userText ?? "0 A")…\(high?.userText ?? "1 A"))"
        case .fixed(let current): current.userText
        }
    }
}
