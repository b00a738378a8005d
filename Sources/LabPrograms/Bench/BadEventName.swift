public import LabValues

/// An author's event cannot have that name.
public enum BadEventName: LabFault, Hashable {
    /// The engine uses it itself.
    case reserved(String)
    /// Not a word of letters, digits, `_`, `-` and `.`, at most 100 of them.
    case noWord(String)

    public var recovery: Recovery { .refuse }
    public var code: String { "program_error" }

    public var description: String {
        switch self {
        case .reserved(let name): "The event “\(name)” is the engine's own; a program must not emit it."
        case .noWord(let name): "“\(name.prefix(60))” is no name for an event."
        }
    }

    public var hint: String? {
        switch self {
        case .reserved(let name): "Call it “my_\(name)”, for example; for a text use note."
        case .noWord: "Use letters, digits and underscores: peak_found."
        }
    }
}

extension EventName {
    /// The name of an author's own event.
    ///
    /// - Throws: `BadEventName` for a reserved name, or one that is no word.
    public init(authored name: String) throws(BadEventName) {
        self.init(rawValue: name)
        guard !Self.reserved.contains(self) else { throw .reserved(name) }
        let isWord = name.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        guard !name.isEmpty, name.count <= 100, isWord else { throw .noWord(name) }
    }
}
