import LabControl
import LabValues

/// A run that does nothing but answer commands, at once.
final class AnsweringRun: Sendable {
    static let experiment = "benchmark"

    private let executor = ExecutorThread()
    private let listening: Task<Void, any Error>

    /// Returns when the listener hears.
    init(_ listener: any CommandListener, for experiment: ExperimentID) async throws {
        let inbox = CommandInbox(InboxRules(experiment: experiment), clock: SystemClock(), runState: { "running" })
        inbox.onArrival {
            while let received = inbox.take() {
                inbox.answer(received.ticket, .accepted)
                inbox.answer(received.ticket, .done)
            }
        }
        let (reports, told) = AsyncStream.makeStream(of: String?.self)
        let inlet = CommandInlet(listener.name, into: inbox) { isListening, reason in
            told.yield(isListening ? nil : reason ?? "")
        }
        listening = Task(executorPreference: executor) { try await listener.run(into: inlet) }
        for await reason in reports {
            if let reason { throw BenchmarkFault("\(listener.name): \(reason)") }
            return
        }
    }

    func close() async {
        listening.cancel()
        _ = await listening.result
    }

    /// A question that every run answers.
    static func ping(_ number: Int, for experiment: ExperimentID) -> Command {
        var command = Command("ping", timestamp: SystemClock().wallTime)
        command.id = "\(number)-\(UInt32.random(in: 0 ... .max))"
        command.experiment = experiment
        return command
    }
}
