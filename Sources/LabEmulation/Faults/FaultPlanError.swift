/// Why a text names no fault.
public enum FaultPlanError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No fault of this kind exists.
    case unknownKind(String)

    /// What stands behind the `@` is not a count of points.
    case badPoint(String)

    /// One sentence that names the text and what could be written instead.
    public var description: String {
        switch self {
        case .unknownKind(let text):
            "Unknown fault '\(text)'; possible faults: "
                + FaultKind.allCases.map(\.rawValue).joined(separator: ", ") + ", each with @POINT or without."
        case .badPoint(let text):
            "The fault '\(text)' does not read KIND@POINT with POINT a number of points, such as garble@20; "
                + "possible kinds: " + FaultKind.allCases.map(\.rawValue).joined(separator: ", ") + "."
        }
    }
}
