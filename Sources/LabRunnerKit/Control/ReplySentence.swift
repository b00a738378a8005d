import LabControl
import LabValues

/// A reply as an operator reads it: “paused, cell off”, “stopping; the cell is still ON, off within 3 s”. Pure.
///
/// Whoever answered wrote much of it: no part of it commands the terminal.
struct ReplySentence: Sendable, CustomStringConvertible {
    private let reply: CommandReply

    init(_ reply: CommandReply) { self.reply = reply }

    var description: String { sentence.printable }

    private var sentence: String {
        switch reply.status {
        case .accepted: accepted
        case .done: done
        case .failed: "\(command) failed" + (reason.map { ": \($0)" } ?? "") + cells
        case .refused: "\(command) refused" + (reason.map { ": \($0)" } ?? "")
        }
    }

    /// What to do, where the run says so.
    var hint: String? { reply.details["hint"]?.text?.printable }

    // MARK: accepted

    private var accepted: String {
        switch reply.command {
        case CommandName.stop:
            let within =
                seconds("stop_within_s").map { ", off within \($0.roundedUpText)" } ?? " until “off” is confirmed"
            return reply.details["cell"]?.text == "off"
                ? "stopping; the cell is off" : "stopping; the cell is still ON\(within)"
        case CommandName.pause: return "pausing" + waiting
        case CommandName.skipStep: return "leaving the step" + waiting
        default: return "\(command) accepted, \(reply.state)" + waiting
        }
    }

    /// `, waiting for step 3 of 9, about 38 s`.
    private var waiting: String {
        (reply.details["waits_for"]?.text).map { ", waiting for \($0)" } ?? ""
    }

    // MARK: done

    private var done: String {
        switch reply.command {
        case CommandName.pause: "paused" + cell
        case CommandName.resume: reply.state
        case CommandName.stop: "stopped" + cells
        case CommandName.skipStep: "step skipped, \(reply.state)"
        case CommandName.status: reply.state + progress
        case CommandName.ping: "is there, \(reply.state)"
        case CommandName.note:
            reply.details["recorded"] == false ? "not kept: the run has said its last word" : "noted"
        case CommandName.setLimit: "limit set" + limit
        default: "\(command) done, \(reply.state)"
        }
    }

    /// `, step 3 of 9, 37 points, about 38 s left, 4 undelivered`.
    private var progress: String {
        guard let progress = reply.details["progress"] else { return "" }
        var words: [String] = []
        if let step = progress["step"]?.int, let steps = progress["steps"]?.int {
            words.append("step \(step) of \(steps)")
        }
        if let title = reply.details["title"]?.text, !title.isEmpty { words.append(title) }
        if let points = progress["points"]?.int { words.append(points.counted("point")) }
        if let left = progress["eta_s"]?.double {
            words.append("about \(Duration(secondsClamped: left).clockText) left")
        }
        if let pending = progress["pending"]?.int, pending > 0 { words.append("\(pending) undelivered") }
        if let limit = reply.details["latched"]?.text {
            words.append("\(limit) was breached: resume --acknowledge \(limit)")
        }
        return words.map { ", \($0)" }.joined()
    }

    /// `, cell on at 0.3 V`.
    private var cell: String {
        guard let cell = reply.details["cell"]?.text else { return "" }
        let potential = cell == "on" ? reply.details["potential_V"]?.double : nil
        return ", cell \(cell)" + (potential.map { " at \(ElectrodePotential.volts($0))" } ?? "")
    }

    /// `: i_max=1mA`.
    private var limit: String {
        guard let name = reply.details["limit"]?.text, let value = reply.details["value"]?.text else { return "" }
        return ": \(name)=\(value)"
    }

    private var cells: String {
        reply.safe.sorted { $0.key.rawValue < $1.key.rawValue }.map { "; \($0.key): \($0.value.words)" }.joined()
    }

    // MARK: Words

    private var command: String {
        reply.command.isEmpty ? "command" : reply.command.replacing("_", with: "-")
    }

    private var reason: String? {
        if let message = reply.details["message"]?.text {
            return message.hasSuffix(".") ? String(message.dropLast()) : message
        }
        return reply.reason.map { Self.words[$0] ?? $0.replacing("_", with: " ") }
    }

    private static let words = [
        "not_paused": "the run is not paused", "superseded": "another command came before it was done",
        "stopping": "the run is stopping", "finished": "the run is over", "run_over": "the run is over",
        "no_open_step": "no step is open",
        "limit_not_acknowledged": "a limit was breached; say that you saw it: --acknowledge LIMIT",
        "unconfirmed": "the cell is not confirmed off",
    ]

    private func seconds(_ name: String) -> Duration? {
        reply.details[name]?.double.map { Duration(secondsClamped: $0) }
    }
}

extension Duration {
    /// `3 s` for 2.1 s: a promise is kept rather early.
    fileprivate var roundedUpText: String { Duration.seconds(Int(inSeconds.rounded(.up))).clockText }
}
