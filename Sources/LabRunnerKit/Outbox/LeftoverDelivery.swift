import LabOutbox
import LabPublishing
import LabValues

/// Delivers what earlier runs have left in their outboxes.
struct LeftoverDelivery: Sendable {
    /// What became of one experiment's leftovers.
    struct Result: Sendable {
        var experiment: ExperimentID
        /// What the outbox holds afterwards; nil when it could not be opened.
        var status: OutboxStatus?
        /// What the operator should know about a damaged outbox.
        var notices: [String] = []
        /// Why nothing, or not everything, could be delivered.
        var troubles: [String] = []
    }

    let directory: OutboxDirectory
    let publishers: PublisherCatalog
    let settings: Settings
    let clock: any LabClock
    /// Where everything meant for another host goes instead; nil for where it was meant to go.
    var diversion: SinkAddress?
    /// Sends what a sink had refused once more.
    var retriesRefused = false
    /// A process that had the outbox and has ended; what it left to a child of its own is no lock.
    var former: Int32?
    /// Asks a sink that did not take everything what is wrong with it.
    var asksWhy = false

    /// The experiments nobody holds whose outbox has something for a sink that `isWanted`.
    func experiments(where isWanted: (OutboxSink) -> Bool = { _ in true }) throws -> [ExperimentID] {
        try directory.experiments().filter { experiment in
            guard directory.holder(of: experiment) == nil else { return false }
            // What cannot be read is worth an attempt: opening it says what is wrong, or mends it.
            guard let status = try? directory.status(of: experiment, readsThrough: false) else { return true }
            return status.sinks.contains { sink in
                // A run that did not let go of its outbox may have left its files torn.
                let isLeft = sink.counts.pending > 0 || status.ended == nil && sink.sink.isLocal
                return isWanted(sink.sink) && (isLeft || retriesRefused && !sink.refused.isEmpty)
            }
        }
    }

    /// Delivers what one experiment has left for the sinks that are wanted, until nothing has moved for `patience`.
    ///
    /// - Parameter adding: what is to be said after all that was said before.
    func deliver(
        _ experiment: ExperimentID, patience: Duration,
        where isWanted: @Sendable (OutboxSink) -> Bool = { _ in true },
        adding: @Sendable (Outbox) throws -> [LabMessage] = { _ in [] },
        report: @escaping @Sendable (JournalReport) -> Void = { _ in }
    ) async -> Result {
        var result = Result(experiment: experiment)
        do {
            let outbox = try directory.reopen(
                experiment, limits: try OutboxLimits(settings), held: held(of: experiment), leftBy: former)
            result.notices = outbox.salvage?.report ?? []
            var deliveries: [OutboxDelivery] = []
            for sink in outbox.sinks where isWanted(sink) {
                do { deliveries.append(try await open(sink, of: outbox)) } catch {
                    result.troubles.append("\(sink.address): \(error)")
                }
            }
            // Without a sink nothing is begun: a journal that ends would call the run's files looked after.
            let added = try adding(outbox)
            guard !deliveries.isEmpty || outbox.salvage != nil || !added.isEmpty else {
                try outbox.close()
                result.status = try directory.status(of: experiment, readsThrough: false)
                return result
            }
            let journal = try OutboxJournal(
                outbox, deliveries: deliveries, writer: WriterID(random: .random(in: 0 ... .max)), clock: clock,
                report: report)
            try journal.append((outbox.salvage?.losses(at: clock.wallTime) ?? []) + added)
            await drain(journal, patience)
            if asksWhy { result.troubles += await obstacles(deliveries, journal) }
            // A task of its own: also when this one was cancelled, the outbox is let go of in order.
            let executor = ExecutorThread()
            await Task(executorPreference: executor) { await journal.close() }.value
            withExtendedLifetime(executor) {}
        } catch {
            result.troubles.append("\(error)")
        }
        do { result.status = try directory.status(of: experiment, readsThrough: false) } catch {
            if !result.troubles.contains("\(error)") { result.troubles.append("\(error)") }
        }
        return result
    }

    /// What the sinks' own files hold: a damaged outbox may have forgotten it.
    private func held(of experiment: ExperimentID) -> [SinkAddress: Int] {
        // An outbox that cannot be read does not name its sinks; neither that nor unreadable files stop the mending.
        let sinks = (try? directory.status(of: experiment, readsThrough: false))?.sinks ?? []
        var held: [SinkAddress: Int] = [:]
        for address in sinks.map(\.sink.address) {
            held[address] = (try? publishers.kind(of: address).highestSeq(at: address, for: experiment)) ?? nil
        }
        return held
    }

    /// What keeps the sinks that still wait for messages from taking them, as far as they say.
    private func obstacles(_ deliveries: [OutboxDelivery], _ journal: OutboxJournal) async -> [String] {
        var obstacles: [String] = []
        for (sink, counts) in journal.counts where counts.pending > 0 {
            guard let delivery = deliveries.first(where: { $0.name == sink }) else { continue }
            do { try await delivery.publisher.check(within: .seconds(2)) } catch {
                obstacles.append("\(sink): \(error)")
            }
        }
        return obstacles
    }

    private func drain(_ journal: OutboxJournal, _ patience: Duration) async {
        var left = Int.max
        while case let pending = journal.counts.map(\.counts.pending).reduce(0, +), pending < left, !Task.isCancelled {
            left = pending
            await journal.drain(within: patience)
        }
    }

    private func open(_ sink: OutboxSink, of outbox: Outbox) async throws -> OutboxDelivery {
        var opening = PublisherOpening(
            sink.address, for: outbox.experiment, isResumed: true, settings: settings,
            notebook: outbox.notebook(for: sink.address), clock: clock)
        if let diversion, !sink.isLocal, diversion.scheme == sink.address.scheme, diversion != sink.address {
            // Another cluster has partitions of its own: what was noted of the first one does not hold there.
            (opening.sink, opening.notebook) = (diversion, BlankNotebook())
        }
        let kind = try publishers.kind(of: opening.sink)
        let publisher = try kind.open(opening)
        if let seq = await publisher.heldThrough { try outbox.rewind(sink.address, to: seq) }
        var delivery = OutboxDelivery(sink.address, address: sink.address, publisher: publisher)
        delivery.retriesRefused = retriesRefused
        return delivery
    }
}
