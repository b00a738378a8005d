import LabOutbox
import LabPublishing
import LabValues
import Synchronization

/// What earlier runs left behind, looked after by a run: files at once, everything else while it goes on.
struct Leftovers: Sendable {
    /// The most time that the files of all dead runs may take before a run begins.
    static let patience = Duration.seconds(10)

    let delivery: LeftoverDelivery
    let say: @Sendable (String) -> Void

    /// Brings the files of dead runs level.
    func bringFilesLevel() async {
        let deadline = delivery.clock.now + Self.patience
        for experiment in pending(where: \.isLocal) where delivery.clock.now < deadline {
            let result = await delivery.deliver(
                experiment, patience: deadline - delivery.clock.now, where: { $0.isLocal })
            for notice in result.notices { say(notice) }
            for trouble in result.troubles { say("\(experiment), left by an earlier run: \(trouble)") }
            let written = result.status?.sinks.filter { $0.sink.isLocal && $0.counts.pending == 0 } ?? []
            for sink in written {
                say("\(experiment): \(sink.sink.address) is complete now; an earlier run had left it")
            }
        }
    }

    /// Sends what sinks elsewhere have not got, one experiment after the other, until cancelled.
    func deliverMeanwhile() -> Task<Void, Never> {
        Task(executorPreference: ExecutorThread()) {
            for experiment in pending(where: { !$0.isLocal }) where !Task.isCancelled {
                // As long as the run: it is cancelled at its end.
                _ = await delivery.deliver(experiment, patience: .seconds(30 * 86_400), where: { !$0.isLocal })
            }
            _ = try? delivery.directory.removeSettled(retention: OutboxLimits(delivery.settings).retention)
        }
    }

    private func pending(where isWanted: (OutboxSink) -> Bool) -> [ExperimentID] {
        do { return try delivery.experiments(where: isWanted) } catch {
            say("What earlier runs left cannot be read: \(error)")
            return []
        }
    }
}
