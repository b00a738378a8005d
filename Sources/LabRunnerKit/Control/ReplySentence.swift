import LabControl
import LabValues

/// A reply as an operator reads it: “paused, cell off”, “stopping; the cell is still ON, off within 3 s”. Pure.
struct ReplySentence: Sendable, CustomStringConvertible {
    private let reply: CommandReply

    init(_ reply: CommandReply) { self.reply = reply }

    var description: String {
        switch reply.status {
        case .accepted: accepted
        case .done: done
        case .failed: "\(command) failed" + (reason.map { ": \($0)" } ?? "") + cells
        case .refused: "\(command) refused" + (reason.map { ": \($0)" } ?? "")
        }
    }

    /// What to do, where the run says so.
    var hint: String? { reply.details["hint"]?.text }

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
        guard let awaited = reply.details["waits_for"] else { return "" }
        if let text = awaited.text { return ", waiting for \(text)" }
        var words: [String] = []
        if let step = awaited["step"]?.int, let steps = awaited["steps"]?.int {
            words.append("step \(step) of \(steps)")
        }
        if let left = awaited["eta_s"]?.double { words.append("about \(Duration(secondsClamped: left).clockText)") }
        return words.isEmpty ? "" : ", waiting for \(words.joined(separator: ", "))"
    }

    // MARK: done

    private var done: String {
        switch reply.command {
        case CommandName.pause: "paused" + (reply.details["cell"]?.text.map { ", cell \($0)" } ?? "")
        case CommandName.resume: reply.state
        case CommandName.stop: "stopped" + cells
        case CommandName.skipStep: "step skipped, \(reply.state)"
        case CommandName.status: reply.state + progress
        case CommandName.ping: "is there, \(reply.state)"
        case CommandName.note: "noted"
        case CommandName.setLimit: "limit set"
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
        if let points = progress["points"]?.int { words.append(points.counted("point")) }
        if let left = progress["eta_s"]?.double {
            words.append("about \(Duration(secondsClamped: left).clockText) left")
        }
        if let pending = progress["pending"]?.int, pending > 0 { words.append("\(pending) undelivered") }
        return words.map { ", \($0)" }.joined()
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
