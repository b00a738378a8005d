public import LabPublishing
import LabValues

/// What the journal reports, as events.
extension ExperimentEngine {
    /// Takes a report from any thread; does not wait.
    public nonisolated func follow(_ report: JournalReport) {
        if case .storageFailed(let sink, let reason) = report { return storageFails("\(sink): \(reason)") }
        later { $0.announce(report) }
    }

    private func announce(_ report: JournalReport) {
        switch report {
        case .degraded(let sink, let reason):
            emit(.publisherDegraded, ["publisher": .string(sink.text), "reason": .string(reason)])
        case .recovered(let sink): emit(.publisherRecovered, ["publisher": .string(sink.text)])
        case .refused(let sink, let seqs, let reason):
            warn("\(sink) refuses \(seqs.count) messages: \(reason)", "records_refused")
        case .dropped(let sink, let first, let last, let count, let policy):
            emit(
                .messagesDropped,
                [
                    "publisher": .string(sink.text), "first_seq": .integer(first), "last_seq": .integer(last),
                    "count": .integer(count), "policy": .string(policy),
                ])
        case .nearlyFull(let part): warn("The outbox is \(Int(part * 100)) % full.", "outbox_nearly_full")
        case .slow(let delay):
            warn("A message waited \(Int(delay.inSeconds * 1000)) ms before it was on the disk.", "outbox_slow")
        case .warning(let text): warn(text, "outbox")
        case .storageFailed: break  // ends the run, and is said there
        }
    }

    private func warn(_ message: String, _ code: String) {
        emit(.warning, ["message": .string(message), "code": .string(code)])
    }

    /// Waits for delivery; haste ends the wait, and a journal that never returns is left behind.
    func deliver() async {
        let limit = haste.isDemanded ? Duration.seconds(1) : configuration.drain
        let isOver = OneShot<Void>()
        let alarm = clock.setAlarm(at: clock.now + limit + .seconds(1)) { isOver.finish(()) }
        Task(executorPreference: cellGuard.executor) { [journal] in
            await journal.drain(within: limit)
            isOver.finish(())
        }
        if !haste.isDemanded { haste.whenDemanded { isOver.finish(()) } }
        await withCheckedContinuation { isOver.wait($0) }
        clock.cancelAlarm(alarm)
    }
}
