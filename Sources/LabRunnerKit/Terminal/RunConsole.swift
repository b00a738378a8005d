import LabEngine
import LabPublishing
import LabValues
import Synchronization

/// Shows an operator how a run goes: one live line on a terminal, otherwise one plain line per event.
final class RunConsole: Sendable {
    private let writer: TerminalWriter
    private let clock: any LabClock
    private let board: Mutex<ProgressBoard?>
    private let pending: Mutex<@Sendable () -> Int>
    private let started: LabInstant
    private let isRunning = Mutex(true)

    init(_ writer: TerminalWriter, clock: any LabClock) {
        self.writer = writer
        self.clock = clock
        board = Mutex(nil)
        pending = Mutex({ 0 })
        started = clock.now
    }

    /// Begins to draw the live line, when a person watches.
    func follow(_ board: ProgressBoard, pending: @escaping @Sendable () -> Int) {
        self.board.withLock { $0 = board }
        self.pending.withLock { $0 = pending }
        if writer.isTerminal { drawSoon() }
    }

    /// Ends the live line.
    func finish() {
        isRunning.withLock { $0 = false }
        if writer.isTerminal { writer.write("\r\u{1B}[K") }
    }

    /// Says one thing on a line of its own.
    func say(_ text: String) {
        writer.write(writer.isTerminal ? "\r\u{1B}[K\(text)\n" : text + "\n")
    }

    /// Sees every message of the run.
    func observe(_ message: LabMessage) {
        guard case .event(let event, let data) = message.content, let text = Self.text(event, data) else { return }
        say(writer.isTerminal ? text : "\(message.timestamp) \(text)")
    }

    private func drawSoon() {
        _ = clock.setAlarm(at: clock.now + .milliseconds(150)) { [weak self] in
            guard let self, isRunning.withLock({ $0 }) else { return }
            draw()
            drawSoon()
        }
    }

    private func draw() {
        guard let progress = board.withLock({ $0 })?.progress else { return }
        let text = Self.line(
            progress, at: clock.now, since: started, pending: pending.withLock { $0 }(), width: writer.columns - 3)
        writer.write("\r\u{1B}[K" + text)
    }

    /// The live line: step k/n, technique, points, time left, state, undelivered count.
    ///
    /// - Parameter width: room for the text; the terminal needs two columns more to echo `^C` without wrapping.
    static func line(
        _ progress: RunProgress, at now: LabInstant, since start: LabInstant, pending: Int, width: Int = .max
    ) -> String {
        let count = "\(progress.steps)\(progress.isOpenEnded ? "+" : "")"
        var parts = ["[\(progress.step)/\(count)] \(progress.title)"]
        if progress.predictedPoints > 0 { parts.append("\(progress.points)/\(progress.predictedPoints) points") }
        if let remaining = progress.remaining(at: now) { parts.append("about \(remaining.clockText) left") }
        parts.append(progress.state.rawValue)
        parts.append((now - start).clockText)
        if pending > 0 { parts.append("\(pending) undelivered") }
        while parts.count > 1, parts.joined(separator: " · ").count > width { parts.removeLast() }
        return String(parts.joined(separator: " · ").prefix(max(20, width)))
    }

    /// What an operator reads about an event; nil for what only programs want.
    ///
    /// Much of it was written by others: no part of it commands the terminal.
    static func text(_ event: EventName, _ data: JSONObject) -> String? { words(event, data)?.printable }

    private static func words(_ event: EventName, _ data: JSONObject) -> String? {
        let name = data["step_name"]?.text ?? "", number = (data["step_index"]?.int ?? 0) + 1
        switch event {
        case .experimentStarted: return nil
        case .stepStarted:
            guard let points = data["points"]?.int, let seconds = data["seconds"]?.double else {
                return "step \(number) \(name)"
            }
            return
                "step \(number) \(name): \(points.counted("point")), about \(Duration(secondsClamped: seconds).clockText)"
        case .stepCompleted: return ended("done", number, name, data)
        case .stepInterrupted: return ended("interrupted", number, name, data)
        case .stepSkipped: return ended("skipped", number, name, data)
        case .stepFailed: return ended("failed", number, name, data)
        // A breach within a step is told with the step's end.
        case .limitBreached where data["step_index"] != nil: return nil
        case .warning, .limitBreached, .unguarded: return "\(event): \(data["message"]?.text ?? "")"
        case .note: return "note: \(data["text"]?.text ?? "")"
        case .linkLost: return "link lost: \(data["address"]?.text ?? "")"
        case .paused: return paused(data)
        case .resumed:
            return "resumed"
                + (data["seconds"]?.double.map { " after \(Duration(secondsClamped: $0).clockText)" } ?? "")
        case .commandReceived: return command(data)
        case .commandRefused: return "refused: \(data["message"]?.text ?? "") (from \(sender(data)))"
        case .commandsRefused: return "refused: \(data["count"]?.int ?? 0) more commands from \(sender(data))"
        case .listenerLost:
            return "the listener \(data["listener"]?.text ?? "") is lost: \(data["reason"]?.text ?? "")"
        case .listenerRestored: return "the listener \(data["listener"]?.text ?? "") is back"
        case .publisherDegraded, .publisherRecovered:
            return "\(event): \(data["publisher"]?.text ?? "") \(data["message"]?.text ?? "")"
        default: return nil
        }
    }

    private static func paused(_ data: JSONObject) -> String {
        var text = "paused, cell off"
        if data["cell"]?.text == "on" {
            text = "paused, cell ON" + (data["potential_V"]?.double.map { " at \(ElectrodePotential.volts($0))" } ?? "")
        }
        if let message = data["message"]?.text { text += ": \(message)" }
        return text
    }

    /// A command and what came of it; nil for those that only ask, and for what came from here, where it was answered.
    private static func command(_ data: JSONObject) -> String? {
        let name = data["command"]?.text ?? "command"
        let isFromHere = ["stdin", "signal"].contains(data["source"]?.text ?? "")
        guard !isFromHere, !["status", "ping", "note"].contains(name) else { return nil }
        let answer = [data["status"]?.text, data["reason"]?.text].compactMap { $0 }.joined(separator: ", ")
        return "\(name) from \(sender(data)): \(answer)"
    }

    private static func sender(_ data: JSONObject) -> String {
        (data["source"]?.text ?? "somewhere") + (data["issuer"]?.text.map { " (\($0))" } ?? "")
    }

    private static func ended(_ how: String, _ number: Int, _ name: String, _ data: JSONObject) -> String {
        var text = "step \(number) \(name) \(how)"
        if let points = data["points"]?.int { text += ", \(points.counted("point"))" }
        if let count = data["overloads"]?.int, count > 0 {
            text += ", \(count) overloaded (the true current is larger; try a wider range)"
        }
        if let message = data["message"]?.text { text += ": \(message)" }
        return text
    }
}

extension Int {
    /// `1 point`, `2 points`.
    func counted(_ thing: String) -> String { "\(self) \(thing)\(self == 1 ? "" : "s")" }
}

extension Duration {
    /// For a glance: `45 s`, `3:20 min`, `2:05 h`.
    var clockText: String {
        let seconds = Int(inSeconds.rounded())
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if seconds < 100 { return "\(seconds) s" }
        if seconds < 6000 { return "\(seconds / 60):\(two(seconds % 60)) min" }
        return "\(seconds / 3600):\(two(seconds / 60 % 60)) h"
    }
}
