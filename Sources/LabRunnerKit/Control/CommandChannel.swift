import LabControl
import LabValues

/// One way from `lab-runner control` to runs: the socket of one, or a broker that many of them read.
protocol CommandChannel: Sendable {
    /// Where it leads, for sentences: `the run at /…/trial.sock`, `kafka broker:9092`.
    var place: String { get }

    /// Sends `command` and waits until everybody who answered gave a last reply.
    ///
    /// - Parameters:
    ///   - command: has an `id`, by which its replies are known.
    ///   - patience: how long replies are waited for.
    ///   - onReply: is given every reply as it comes, the last ones too, on a thread that must not be kept.
    /// - Returns: the last reply of every run that answered, one at least.
    /// - Throws: a `LabFault` when nobody is reached, or no last reply comes in time.
    func send(
        _ command: Command, within patience: ReplyPatience, onReply: @escaping @Sendable (CommandReply) -> Void
    ) async throws -> [CommandReply]
}

/// How long a sender waits for replies.
struct ReplyPatience: Sendable, Hashable {
    /// For the first reply, `accepted` or a last one: a run that lives answers at once.
    var first = Duration.seconds(10)
    /// For the last reply to a command that was accepted: a pause waits for the end of its step.
    var last = Duration.seconds(7 * 24 * 3600)
}
