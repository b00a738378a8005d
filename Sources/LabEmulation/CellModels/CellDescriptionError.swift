/// Why a text does not describe a simulated cell.
public enum CellDescriptionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No cell of this name exists.
    case unknownCell(String)

    /// The cell exists, but wants another number of values.
    case wrongNumberOfValues(in: String, expected: Int)

    /// A value is not a positive number with an optional prefix `p n u m k M G`.
    case badValue(String, in: String)

    /// One sentence that names the text and what could be written instead.
    public var description: String {
        let choice = "possible cells: " + CellDescription.examples.joined(separator: ", ")
        return switch self {
        case .unknownCell(let text): "Unknown cell '\(text)'; \(choice)."
        case .wrongNumberOfValues(let text, let expected):
            "Cell '\(text)' needs \(expected) value\(expected == 1 ? "" : "s"); \(choice)."
        case .badValue(let word, let text):
            "'\(word)' in cell '\(text)' is not a positive number with an optional prefix p n u m k M G; \(choice)."
        }
    }
}
