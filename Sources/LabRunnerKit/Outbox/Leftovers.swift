import LabOutbox
import LabPublishing
import LabValues
import Synchronization

/// What earlier runs left behind, looked after by a run: files at once, everything else while it goes on.
struct Leftovers: Sendable {
    /// The most time that the files of all dead runs may take before a run begins.
    static let patience = Duration.seconds(10)
    /// How long one of several experiments may wait for its cluster before it is the next one's turn.
    private static let turn = Duration.seconds(10)

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
            guard result.troubles.isEmpty else { continue }
            let written = result.status?.sinks.filter { $0.sink.isLocal && $0.counts.pending == 0 } ?? []
            for sink in written {
                say("\(experiment): \(sink.sink.address) is complete now; an earlier run had left it")
            }
        }
    }

    /// Sends what sinks elsewhere have not got, until cancelled.
    ///
    /// In turns: an experiment whose cluster is gone keeps no other one waiting.
    func deliverMeanwhile() -> Task<Void, Never> {
        Task(executorPreference: ExecutorThread()) {
            removeSettled()
            while case let waiting = pending(where: { !$0.isLocal }), !waiting.isEmpty {
                let patience = waiting.count == 1 ? Duration.seconds(86_400) : Self.turn
                for experiment in waiting where !Task.isCancelled {
                    _ = await delivery.deliver(experiment, patience: patience, where: { !$0.isLocal })
                }
                guard (try? await delivery.clock.sleep(for: Self.turn)) != nil else { return }  // cancelled
            }
            removeSettled()
        }
    }

    /// Ends `task`, and lets it close what it has open; what never returns is left behind.
    func end(_ task: Task<Void, Never>) async {
        task.cancel()
        // Too late is no error: the next start finds what was left.
        let executor = ExecutorThread()
        _ = try? await delivery.clock.within(.seconds(3), on: executor) { await task.value }
        withExtendedLifetime(executor) {}
    }

    /// What cannot be removed now is tried again by the next run.
    private func removeSettled() {
        _ = try? delivery.directory.removeSettled(retention: OutboxLimits(delivery.settings).retention)
    }

    private func pending(where isWanted: (OutboxSink) -> Bool) -> [ExperimentID] {
        do { return try delivery.experiments(where: isWanted) } catch {
            say("What earlier runs left cannot be read: \(error)")
            return []
        }
    }
}
