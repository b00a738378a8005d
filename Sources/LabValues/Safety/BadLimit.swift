/// Why a limit cannot be set.
public enum BadLimit: LabFault, Hashable {
    case unknownName(String)
    case malformed(name: String, fault: MalformedValue)
    case crossed(low: String, high: String)
    case notPositive(name: String)
    /// What follows the value is no term of a limit.
    case unknownTerm(name: String, term: String)
    /// A time or a count cannot be asked to hold for a while.
    case noDwell(name: String)

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }

    public var description: String {
        switch self {
        case .unknownName(let name): "There is no limit called “\(name)”."
        case .malformed(let name, let fault): "The limit \(name) cannot be read: \(fault)."
        case .crossed(let low, let high): "The limits \(low) and \(high) leave nothing between them."
        case .notPositive(let name): "The limit \(name) is not above zero."
        case .unknownTerm(let name, let term): "“\(term)” says nothing about the limit \(name)."
        case .noDwell(let name): "The limit \(name) cannot wait with “for”: only limits of E, I and Q can."
        }
    }

    public var hint: String? {
        switch self {
        case .unknownName: "Limits: " + LimitName.allCases.map(\.rawValue).joined(separator: ", ") + "."
        case .unknownTerm:
            "After the value: ,for=3 (points in a row) or ,for=200ms; ,action=stop or pause or endStep."
        default: nil
        }
    }
}
