import LabControl
import LabValues

/// What a command asks of this run, its parameters read. Pure.
struct CommandOrder: Sendable, Hashable {
    /// The decision it needs.
    var request: RunRequest
    /// The limit it tightens, and to what.
    var limit: Limit?
    /// The remark it wants kept.
    var text: String?
    /// Parameters that could not be read, of a command that acts all the same.
    var ignored: [String] = []

    /// A limit as it was typed.
    struct Limit: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// The longest text of a `note`, in bytes.
    static let longestNote = 4096
    /// The longest `reason`, and the longest value, in bytes.
    static let longestWord = 512

    /// An order that needs no parameters.
    init(_ request: RunRequest) { self.request = request }

    /// Reads a command.
    ///
    /// A `stop` is never refused for what stands beside it: unreadable parameters of it are left out, and named.
    init(_ command: Command) throws(BadParameterOfCommand) {
        let parameters = command.parameters
        if command.name == CommandName.stop {
            self.init(.stop(now: command.isNow))
            if parameters["mode"] != nil, !command.isNow { ignored.append("mode") }
            if Self.isBadReason(parameters["reason"]) { ignored.append("reason") }
            return
        }
        if Self.isBadReason(parameters["reason"]) { throw .notText("reason", longest: Self.longestWord) }
        let isNow = try Self.isNow(command)
        switch command.name {
        case CommandName.pause: self.init(.pause(now: isNow))
        case CommandName.resume: self.init(.resume(acknowledge: try Self.acknowledged(in: parameters)))
        case CommandName.skipStep: self.init(.skipStep)
        case CommandName.status: self.init(.status)
        case CommandName.ping: self.init(.ping)
        case CommandName.note:
            self.init(.note)
            text = try Self.text("text", in: parameters, longest: Self.longestNote)
        case CommandName.setLimit:
            self.init(.setLimit)
            limit = Limit(
                name: try Self.text("name", in: parameters, longest: Self.longestWord),
                value: try Self.value(in: parameters))
        default: self.init(.perform(command.name))
        }
    }

    private static func isNow(_ command: Command) throws(BadParameterOfCommand) -> Bool {
        guard let mode = command.parameters["mode"], mode != .null else { return false }
        guard command.name == CommandName.pause else { throw .noMode(of: command.name) }
        guard mode.text == "now" else { throw .unknownMode(String((mode.text ?? "").prefix(64))) }
        return true
    }

    private static func acknowledged(in parameters: JSONObject) throws(BadParameterOfCommand) -> LimitName? {
        guard let value = parameters["acknowledge"], value != .null else { return nil }
        let name = try text("acknowledge", in: parameters, longest: longestWord)
        guard let limit = LimitName(rawValue: name) else { throw .unknownLimit(name) }
        return limit
    }

    private static func text(
        _ name: String, in parameters: JSONObject, longest: Int
    ) throws(BadParameterOfCommand) -> String {
        guard let value = parameters[name], value != .null else { throw .missing(name) }
        guard let text = value.text, text.utf8.count <= longest else { throw .notText(name, longest: longest) }
        guard !text.allSatisfy(\.isWhitespace) else { throw .missing(name) }
        return text
    }

    /// `excess_points` may also come as a number.
    private static func value(in parameters: JSONObject) throws(BadParameterOfCommand) -> String {
        if case .integer(let number) = parameters["value"] { return "\(number)" }
        return try text("value", in: parameters, longest: longestWord)
    }

    private static func isBadReason(_ value: JSONValue?) -> Bool {
        guard let value, value != .null else { return false }
        return value.text.map { $0.utf8.count > longestWord } ?? true
    }
}

/// Why a command's parameters cannot be followed.
enum BadParameterOfCommand: LabFault, Hashable {
    /// It is not there, or empty.
    case missing(String)
    /// It is no text, or a longer one than is read.
    case notText(String, longest: Int)
    case unknownMode(String)
    /// The command knows no `mode`.
    case noMode(of: String)
    case unknownLimit(String)

    var recovery: Recovery { .refuse }
    var code: String { "bad_parameter" }
    var description: String {
        switch self {
        case .missing(let name): "The parameter “\(name)” is missing or empty."
        case .notText(let name, let longest): "The parameter “\(name)” must be a text of at most \(longest) bytes."
        case .unknownMode(let mode): "There is no mode “\(mode)”; the only one is “now”."
        case .noMode(let command): "“\(command)” has no mode; pause and stop have one."
        case .unknownLimit(let name): "There is no limit called “\(name)”."
        }
    }
    var hint: String? {
        guard case .unknownLimit = self else { return nil }
        return "Limits: " + LimitName.allCases.map(\.rawValue).joined(separator: ", ") + "."
    }
}
