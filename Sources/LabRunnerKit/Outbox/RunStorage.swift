import LabEngine
import LabOutbox
import LabPublishing
import LabValues

/// Where a run's messages go: an outbox with the publishers behind it, or memory alone when every sink forgets.
struct RunStorage: Sendable {
    let journal: any Journal
    let publishers: [PublisherCatalog.Opened]

    /// Opens the sinks of a run, and the outbox in front of them.
    ///
    /// - Throws: what a sink or the outbox cannot do; then nothing is left behind.
    static func open(
        _ plan: PlannedRun, in lab: Lab, report: @escaping @Sendable (JournalReport) -> Void
    ) async throws -> RunStorage {
        let writer = WriterID(random: .random(in: 0 ... .max))
        guard let state = plan.state, plan.sinks.contains(where: { $0.scheme != NullPublisher.scheme }) else {
            return try await inMemory(plan, lab, writer, report)
        }
        let settled = try plan.sinks.map { try lab.publishers.kind(of: $0).settled($0) }
        try refuseTwins(plan.sinks, settled)
        let outbox = try outbox(
            plan, OutboxDirectory(state, clock: lab.clock), writer,
            try settled.map { OutboxSink($0, isLocal: try lab.publishers.kind(of: $0).isLocal) })
        do {
            let publishers = try await publishers(
                settled.map {
                    PublisherOpening(
                        $0, for: plan.experiment, isResumed: plan.resumption != nil, settings: plan.settings,
                        notebook: outbox.notebook(for: $0), clock: lab.clock)
                }, plan, lab)
            if plan.resumption != nil { try await rewind(outbox, to: publishers) }
            let deliveries = zip(plan.sinks, publishers).map { sink, opened in
                OutboxDelivery(sink, address: opened.sink, publisher: opened.publisher)
            }
            let journal = try OutboxJournal(
                outbox, deliveries: deliveries, writer: writer, clock: lab.clock, report: report)
            return RunStorage(journal: journal, publishers: publishers)
        } catch {
            try? outbox.close()  // what went wrong before is what counts
            throw error
        }
    }

    /// Where files are written.
    var locations: [String] { publishers.compactMap(\.publisher.location) }

    /// A new outbox, or that of the run that is gone on with.
    private static func outbox(
        _ plan: PlannedRun, _ directory: OutboxDirectory, _ writer: WriterID, _ sinks: [OutboxSink]
    ) throws -> Outbox {
        let limits = try OutboxLimits(plan.settings)
        guard let resumption = plan.resumption else {
            return try directory.begin(plan.experiment, writer: writer, sinks: sinks, limits: limits)
        }
        return try directory.resume(
            plan.experiment, writer: writer, sinks: sinks, limits: limits, after: resumption.lastSeq)
    }

    /// What a power cut took from files is sent to them again.
    private static func rewind(_ outbox: Outbox, to publishers: [PublisherCatalog.Opened]) async throws {
        for opened in publishers {
            if let seq = await opened.publisher.heldThrough { try outbox.rewind(opened.sink, to: seq) }
        }
    }

    private static func inMemory(
        _ plan: PlannedRun, _ lab: Lab, _ writer: WriterID, _ report: @escaping @Sendable (JournalReport) -> Void
    ) async throws -> RunStorage {
        let publishers = try await publishers(
            plan.sinks.map { PublisherOpening($0, for: plan.experiment, settings: plan.settings, clock: lab.clock) },
            plan, lab)
        let journal = LiveJournal(
            experiment: plan.experiment, writer: writer, publishers: publishers, clock: lab.clock,
            executor: ExecutorThread(), report: report)
        return RunStorage(journal: journal, publishers: publishers)
    }

    /// Opens the sinks; those on this host last, so that a cluster that must be there and is not leaves no directory.
    private static func publishers(
        _ openings: [PublisherOpening], _ plan: PlannedRun, _ lab: Lab
    ) async throws -> [PublisherCatalog.Opened] {
        let isLocal = try openings.map { try lab.publishers.kind(of: $0.sink).isLocal }
        var opened = try await lab.publishers.open(zip(openings, isLocal).filter { !$1 }.map(\.0))
        do {
            try await reach(opened, plan, lab)
            opened += try await lab.publishers.open(zip(openings, isLocal).filter { $1 }.map(\.0))
        } catch {
            for one in opened { await one.publisher.close() }
            throw error
        }
        return openings.compactMap { opening in opened.first { $0.sink == opening.sink } }
    }

    /// Asks every sink beyond this host whether it answers; one that does not is told, or refused when it is required.
    ///
    /// - Throws: `CommandFault` with code `not_reachable`.
    private static func reach(_ publishers: [PublisherCatalog.Opened], _ plan: PlannedRun, _ lab: Lab) async throws {
        for opened in publishers {
            do {
                try await opened.publisher.check(within: plan.requiresPublishers ? .seconds(10) : .seconds(2))
            } catch {
                let hint = (error as? any LabFault)?.hint
                guard plan.requiresPublishers else {
                    lab.warn(["\(error)"])
                    lab.console.line("  → The run goes on, and its messages wait in the outbox. \(hint ?? "")")
                    continue
                }
                throw CommandFault("\(error)", hint: hint, code: "not_reachable")
            }
        }
    }

    /// Two ways of writing one place would write everything twice.
    private static func refuseTwins(_ typed: [SinkAddress], _ settled: [SinkAddress]) throws(SinkFault) {
        for place in settled.indices where settled[..<place].contains(settled[place]) {
            throw .repeated(text: typed[place].text)
        }
    }
}

extension OutboxDirectory {
    /// The outboxes of a state directory.
    init(_ state: StateDirectory, clock: any LabClock) throws(CommandFault) {
        self.init(try state.directory("outbox"), clock: clock)
    }
}
