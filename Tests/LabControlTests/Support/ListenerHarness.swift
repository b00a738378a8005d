@testable import LabControl
import LabTesting
import LabValues

/// A listener at work on an inbox, with a run behind it that answers everything at once.
final class ListenerHarness: Sendable {
    let rig: InboxRig
    /// Tests block the threads of the pool; the listener must not need one.
    private let executor = ExecutorThread()
    private let ready = Monitor(false)
    private let taken = Monitor<[ReceivedCommand]>([])
    private let task: Monitor<Task<(any Error)?, Never>?> = Monitor(nil)

    init(_ rules: InboxRules = rules()) { rig = InboxRig(rules) }

    /// Starts the listener; commands are answered `accepted`, `done` unless they are left alone.
    func start(_ listener: any CommandListener, answering: Bool = true) {
        rig.inbox.onArrival { [weak self] in
            guard let self else { return }
            while let received = rig.inbox.take() {
                if answering {
                    rig.inbox.answer(received.ticket, .accepted)
                    rig.inbox.answer(received.ticket, .done)
                }
                taken.update { $0.append(received) }
            }
        }
        let inlet = CommandInlet(listener.name, into: rig.inbox) { [ready] isListening, _ in
            ready.update { $0 = isListening }
        }
        task.update {
            $0 = Task(executorPreference: executor) {
                do { try await listener.run(into: inlet) } catch { return error }
                return nil
            }
        }
    }

    /// Blocks until the listener listens.
    func waitUntilReady() -> Bool { ready.wait(for: .seconds(20)) { $0 ? true : nil } ?? false }

    /// Blocks until so many commands arrived; their names.
    func waitForCommands(_ count: Int) -> [String] {
        _ = taken.wait(for: .seconds(20)) { $0.count >= count ? true : nil }
        return taken.read { $0.map(\.command.name) }
    }

    var received: [ReceivedCommand] { taken.read { $0 } }

    /// Ends the listener; what it threw.
    @discardableResult func stop() async -> (any Error)? {
        let task = task.read { $0 }
        task?.cancel()
        return await task?.value
    }

    /// Waits for the listener to end by itself.
    func end() async -> (any Error)? { await task.read { $0 }?.value }
}
