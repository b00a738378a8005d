import LabValues

/// What an operator types at the run's terminal. Pure.
enum TypedCommand {
    /// What a typed line asks for.
    enum Meaning: Sendable, Hashable {
        case command(String, now: Bool)
        /// Show the help, and how far the run is.
        case help
        /// A command written out as JSON.
        case json
        case unknown(String)
    }

    /// The line that says what can be typed.
    static let help = "p pause · p! pause now · r resume · s stop · s! stop now · ? help and status, each with Enter"

    static func meaning(of line: [UInt8]) -> Meaning {
        let text = String(decoding: line, as: UTF8.self).split(separator: " ").joined(separator: " ")
        switch text.lowercased() {
        case "p", "pause": return .command(CommandName.pause, now: false)
        case "p!": return .command(CommandName.pause, now: true)
        case "r", "resume": return .command(CommandName.resume, now: false)
        case "s", "stop": return .command(CommandName.stop, now: false)
        case "s!": return .command(CommandName.stop, now: true)
        case "?", "h", "help": return .help
        default: return text.hasPrefix("{") ? .json : .unknown(String(text.prefix(40)))
        }
    }

    /// The command, sent now by whoever sits there.
    static func command(_ name: String, now: Bool, at time: Timestamp) -> Command {
        var command = Command(name, timestamp: time)
        if now { command.parameters["mode"] = "now" }
        return command
    }
}
