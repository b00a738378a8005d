import FoundationEssentials
import Glibc
import LabValues

/// Tells a program of events, one at a time, on a thread of its own; whatever the program does, a run goes on unhindered.
final class Notifier: Sendable {
    private struct State {
        var queue: [Notification] = []
        var isBusy = false
        /// Set by the end of the run: nothing is waited for any more after it.
        var isGivenUp = false
        var isClosing = false
        var dropped = 0
        var hasComplained = false
    }

    /// The most events that wait; the oldest goes.
    static let longestQueue = 32

    private let settings: NotifySettings
    private let experiment: ExperimentID
    private let environment: [String: String]
    private let say: @Sendable (String) -> Void
    private let state = Monitor(State())

    /// - Parameter say: tells the operator once when the program cannot be started, fails, hangs or is too slow.
    init(
        _ settings: NotifySettings, for experiment: ExperimentID,
        environment: [String: String] = ProcessInfo.processInfo.environment, say: @escaping @Sendable (String) -> Void
    ) {
        (self.settings, self.experiment, self.say) = (settings, experiment, say)
        self.environment = ChildProcess.plainEnvironment(of: environment)
        startThread { [self] in work() }
    }

    /// Sees every message of the run; waits for nothing.
    func observe(_ message: LabMessage) {
        guard case .event(let event, let data) = message.content,
            let trigger = NotifyTrigger.allCases.first(where: { settings.events.contains($0) && $0.fits(event, data) })
        else { return }
        let notification = Notification(trigger: trigger, experiment: experiment, message: message)
        let isFirstLoss = state.update { state in
            guard !state.isClosing else { return false }
            state.queue.append(notification)
            guard state.queue.count > Self.longestQueue else { return false }
            state.queue.removeFirst()
            state.dropped += 1
            return state.dropped == 1
        }
        if isFirstLoss {
            say("notify: events come faster than \(settings.command[0]) takes them; the oldest are left out")
        }
    }

    /// Waits until everything was told, at most the time that one notification may take; then gives up.
    func finish() async {
        await withCheckedContinuation { isOver in
            startThread {
                self.close()
                isOver.resume()
            }
        }
    }

    private func close() {
        state.update { $0.isClosing = true }
        let isDone = state.wait(for: settings.timeout) { $0.queue.isEmpty && !$0.isBusy ? true : nil } ?? false
        let left = state.update { state in
            defer { (state.isGivenUp, state.queue) = (true, []) }
            return state.queue.count + state.dropped
        }
        // What is killed now must be gone before the process is.
        if !isDone { _ = state.wait(for: .seconds(1)) { $0.isBusy ? nil : true } }
        if left > 0 { say("notify: \(left.counted("event")) could not be told") }
    }

    private func work() {
        while let notification = next() {
            let trouble = tell(notification)
            let isNew = state.update { state in
                state.isBusy = false
                defer { state.hasComplained = state.hasComplained || trouble != nil }
                return !state.hasComplained
            }
            if let trouble, isNew { say("notify: \(settings.command[0]) \(trouble)") }
        }
    }

    /// Nil when the run has ended and nothing is left.
    private func next() -> Notification? {
        state.wait { state -> Notification?? in
            if let first = state.queue.first, !state.isGivenUp {
                state.queue.removeFirst()
                state.isBusy = true
                return first
            }
            return state.isClosing ? .some(nil) : nil
        } ?? nil
    }

    /// Runs the program for one event.
    ///
    /// - Returns: what went wrong, to be read after the program's name.
    private func tell(_ notification: Notification) -> String? {
        guard let input = notification.file() else { return "was not started: memory is short" }
        defer { Glibc.close(input) }
        var variables = environment
        variables["LAB_EXPERIMENT_ID"] = notification.experiment.text
        variables["LAB_EVENT"] = notification.trigger.rawValue
        do {
            let child = try ChildProcess(settings.command, environment: variables, input: input)
            let hasEnded = child.wait(atMost: settings.timeout) { state.read { $0.isGivenUp } }
            let code = child.end()
            guard hasEnded else { return "did not end within \(settings.timeout.roundedText) and was killed" }
            return code == 0 ? nil : code.map { "failed with exit code \($0)" } ?? "was ended by a signal"
        } catch {
            return "cannot be started: \(String(cString: strerror(error.errorNumber)))"
        }
    }
}
