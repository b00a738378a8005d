import LabTransport

/// How a conversation differed from what was written down.
public enum ScriptedLinkFailure: Error, Hashable, CustomStringConvertible {
    /// Something else was sent than step `index` expects.
    case otherwise(index: Int, expected: String, sent: String)
    /// Something was sent after the last expectation.
    case surplus(sent: String)
    /// Step `index` was never met.
    case unsent(index: Int, expected: String)
    /// The driver did not listen to the end.
    case unheard(String)

    public var description: String {
        switch self {
        case .otherwise(let index, let expected, let sent):
            "Step \(index) expects “\(Self.shown(expected))”, but “\(Self.shown(sent))” was sent."
        case .surplus(let sent): "“\(Self.shown(sent))” was sent after the last expectation."
        case .unsent(let index, let expected): "Step \(index), “\(Self.shown(expected))”, was never sent."
        case .unheard(let text): "“\(Self.shown(text))” was never heard."
        }
    }

    private static func shown(_ text: String) -> String { Transcript.escaped(text.utf8) }
}
