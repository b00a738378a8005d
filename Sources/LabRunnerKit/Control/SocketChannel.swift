import LabControl
import LabValues
import Synchronization

/// The way to one run on this computer: its control socket.
struct SocketChannel: CommandChannel {
    let path: ControlSocketPath
    let clock: any LabClock

    var place: String { "the run at \(path)" }

    func send(
        _ command: Command, within patience: ReplyPatience, onReply: @escaping @Sendable (CommandReply) -> Void
    ) async throws -> [CommandReply] {
        let client = SocketClient(at: path, clock: clock)
        let isAnswered = Atomic(false), isLate = Atomic(false)
        let call = Task(executorPreference: ExecutorThread()) {  // the patience must not run while the pool is busy
            try await client.send(command, within: patience.last) { reply in
                isAnswered.store(true, ordering: .releasing)
                onReply(reply)
            }
        }
        let alarm = clock.setAlarm(at: clock.now + min(patience.first, patience.last)) {
            guard !isAnswered.load(ordering: .acquiring) else { return }
            isLate.store(true, ordering: .releasing)
            call.cancel()
        }
        defer { clock.cancelAlarm(alarm) }
        do {
            return [
                try await withTaskCancellationHandler {
                    try await call.value
                } onCancel: {
                    call.cancel()
                }
            ]
        } catch {
            guard isLate.load(ordering: .acquiring) else { throw error }
            throw ControlFault.noAnswer(path: "\(path)", waited: patience.first)
        }
    }
}
