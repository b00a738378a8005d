/// The name of one experiment: safe as a file name, as a message key, and in a path.
///
/// - Shape: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
public struct ExperimentID: Sendable, Hashable, CustomStringConvertible {
    /// The name itself.
    public let text: String

    public var description: String { text }

    /// Takes a name as it is, or says why it cannot be one.
    public init(_ text: String) throws(MalformedExperimentID) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first else { throw .empty }
        guard bytes.count <= 64 else { throw .tooLong(text: text, length: bytes.count) }
        guard Self.isAlphanumeric(first) else { throw .badStart(text: text) }
        guard bytes.allSatisfy({ Self.isAlphanumeric($0) || ".-_".utf8.contains($0) }) else {
            throw .badCharacter(text: text)
        }
        self.text = text
    }

    /// A new, sortable name: `20260115T103000Z-cyclic-voltammetry-7f3a`.
    ///
    /// - Parameters:
    ///   - program: the program's name; what a name may not hold is left out, the rest cut to 40 characters.
    ///   - random: four hexadecimal digits are taken from it.
    public init(program: String, at time: Timestamp, random: UInt16) {
        let kept = program.utf8.filter { Self.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }.prefix(40)
        text = "\(time.compact)-\(String(decoding: kept, as: UTF8.self))-\(hexadecimal(UInt64(random), digits: 4))"
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

/// Why a text cannot name an experiment.
public enum MalformedExperimentID: LabFault, Hashable {
    case empty
    case tooLong(text: String, length: Int)
    case badStart(text: String)
    case badCharacter(text: String)

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }

    public var description: String {
        switch self {
        case .empty: "The experiment id is empty."
        case .tooLong(let text, let length): "The experiment id “\(text)” has \(length) bytes; 64 are allowed."
        case .badStart(let text): "The experiment id “\(text)” does not begin with a letter or a digit."
        case .badCharacter(let text): "The experiment id “\(text)” holds a character that a file name may not."
        }
    }

    public var hint: String? {
        "Use up to 64 of A–Z a–z 0–9 . _ -, beginning with a letter or digit, or leave --experiment-id out."
    }
}

/// `value` in lower-case hexadecimal, with leading zeros up to `digits`.
package func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
