public import LabValues

/// Why a sink cannot be opened; nothing was touched.
public enum SinkFault: LabFault, Hashable {
    /// No text of the shape `SCHEME:REST`.
    case malformed(text: String)
    /// No publisher has this scheme.
    case unknownScheme(text: String, known: [String])
    /// Something must stand after the scheme, or nothing may.
    case badRest(text: String, expected: String)
    /// The same sink is named twice.
    case repeated(text: String)
    /// The directory of the experiment is there already.
    case experimentExists(path: String)
    /// The directory of the experiment is a symbolic link.
    case experimentIsLink(path: String)
    /// The place where experiments should go is no directory.
    case noDirectory(path: String)
    /// The directory of the experiment cannot be made.
    case notWritable(path: String, errorNumber: Int32)

    public var recovery: Recovery { .refuse }
    /// A disk that takes nothing is no mistake of the one who typed: `outbox_full`.
    public var code: String {
        if case .notWritable(_, let number) = self, isDiskTrouble(number) { "outbox_full" } else { "invalid_input" }
    }

    public var description: String {
        switch self {
        case .malformed(let text): "“\(text.printable)” is no sink: a sink reads SCHEME:REST, for example file:./runs."
        case .unknownScheme(let text, _): "There is no publisher for the sink “\(text)”."
        case .badRest(let text, let expected): "The sink “\(text)” cannot be used: \(expected)."
        case .repeated(let text): "The sink “\(text)” is named twice."
        case .experimentExists(let path): "The experiment directory \(path) exists already, and is never overwritten."
        case .experimentIsLink(let path): "The experiment directory \(path) is a symbolic link, which is not followed."
        case .noDirectory(let path): "\(path) is no directory, so no run can be written there."
        case .notWritable(let path, let number): "The directory \(path) cannot be made: \(systemError(number))."
        }
    }

    public var hint: String? {
        switch self {
        case .malformed: "Name a publisher, a colon, and what it needs; “null” records nothing."
        case .unknownScheme(_, let known): "Sinks: " + known.joined(separator: ", ") + "."
        case .badRest: "For example file:./runs, or null."
        case .repeated: "Name each sink once."
        case .experimentExists, .experimentIsLink:
            "Choose another --experiment-id, leave it out, or move that directory away first."
        case .noDirectory: "Name a directory, or a place where one can be made: --publish file:DIR."
        case .notWritable: "Name a directory that this user may write to: --publish file:DIR."
        }
    }
}

extension String {
    /// The text with control characters as question marks, so that a terminal shows it and nothing else happens.
    fileprivate var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
