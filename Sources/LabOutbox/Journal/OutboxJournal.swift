public import LabPublishing
public import LabValues
import Synchronization

/// One publisher of an outbox's sink.
public struct OutboxDelivery: Sendable {
    /// How the operator calls it: what stands in reports and counts.
    public var name: SinkAddress
    /// The address under which the outbox knows the sink.
    public var address: SinkAddress
    /// Where the records go.
    public var publisher: any Publisher
    /// Whether what the sink refused once is offered again first.
    public var retriesRefused = false

    /// Brings what is meant for `address` to `publisher`.
    public init(_ name: SinkAddress, address: SinkAddress, publisher: any Publisher) {
        (self.name, self.address, self.publisher) = (name, address, publisher)
    }
}

/// A journal on disk: a message is numbered, committed and then delivered, and kept until every sink has it.
public final class OutboxJournal: Journal {
    private let outbox: Outbox
    private let clock: any LabClock
    private let report: @Sendable (JournalReport) -> Void
    private let state: Monitor<OutboxState>
    private let writer: OutboxWriter
    private let senders: [RecordSender]
    private let tasks: [Task<Void, Never>]
    private let isClosed = Mutex(false)

    /// A journal on `outbox`, whose senders start at once with what is left from before.
    ///
    /// - Parameters:
    ///   - deliveries: the sinks that can be reached; what others wait for stays pending.
    ///   - writer: this process, as it stands in every message.
    ///   - report: called by threads of the journal and by those who append; must not wait.
    /// - Throws: `OutboxFault` when the file cannot be read.
    public convenience init(
        _ outbox: Outbox, deliveries: [OutboxDelivery], writer: WriterID, clock: any LabClock,
        report: @escaping @Sendable (JournalReport) -> Void
    ) throws(OutboxFault) {
        try self.init(
            outbox, deliveries: deliveries, writer: writer, clock: clock, bound: OutboxQueue.Bound(),
            recentBytes: 8 << 20, report: report)
    }

    init(
        _ outbox: Outbox, deliveries: [OutboxDelivery], writer: WriterID, clock: any LabClock,
        bound: OutboxQueue.Bound, recentBytes: Int, report: @escaping @Sendable (JournalReport) -> Void
    ) throws(OutboxFault) {
        (self.outbox, self.clock, self.report) = (outbox, clock, report)
        let state = Monitor(try outbox.state(for: deliveries, bound: bound, recentBytes: recentBytes))
        let senders = outbox.storedSinks.enumerated().compactMap { place, stored -> RecordSender? in
            guard let delivery = deliveries.first(where: { $0.address == stored.sink.address }) else { return nil }
            let backlog = OutboxBacklog(of: place, in: state, path: outbox.file.path, clock: clock, report: report)
            return RecordSender(
                delivery.name, to: delivery.publisher, isLocal: stored.sink.isLocal, from: backlog, clock: clock,
                report: report)
        }
        (self.state, self.senders) = (state, senders)
        self.writer = OutboxWriter(outbox, writer: writer, state: state, clock: clock, report: report) {
            for sender in senders { sender.wake() }
        }
        startThread { [writer = self.writer] in writer.run() }
        // A thread for each: a file that stalls must not hold up a broker.
        tasks = senders.map { sender in
            let executor = ExecutorThread()
            return Task(executorPreference: executor) {
                await sender.run()
                withExtendedLifetime(executor) {}
            }
        }
        Self.lookForForgettable(state, clock)
    }

    deinit {
        for sender in senders { sender.close() }
        for task in tasks { task.cancel() }
        state.update { $0.phase = .ended }
    }

    public func append(_ messages: [LabMessage]) throws(JournalFault) {
        let now = clock.now
        let (reports, fault) = state.update { $0.append(messages, at: now) }
        for each in reports { report(each) }
        if let fault { throw fault }
    }

    public var counts: [(sink: SinkAddress, counts: DeliveryCounts)] {
        state.read { state in state.sinks.indices.map { (state.sinks[$0].name, state.counts(of: $0)) } }
    }

    public var lastSeq: Int { state.read { $0.lastSeq } }

    public func reportDrops() {
        for each in state.update({ $0.takeDropReports(at: clock.now, all: true) }) { report(each) }
    }

    public func drain(within limit: Duration) async {
        let deadline = clock.now + limit
        reportDrops()
        let signals = senders.map { $0.drain(by: deadline) }
        await atMost(limit) { for signal in signals { await signal.value } }
        state.update { $0.areCursorsDue = true }
    }

    public func close() async {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        state.update { if $0.phase == .open { $0.phase = .closing } }
        for sender in senders { sender.close() }
        for (sender, task) in zip(senders, tasks) where !sender.isLocal { task.cancel() }
        // Five seconds in all: a publisher or a disk that never returns is left behind.
        await atMost(.seconds(4)) { [tasks] in for task in tasks { await task.value } }
        state.update { if $0.phase == .closing { $0.phase = .finishing } }
        await atMost(.seconds(1)) { [writer] in await writer.ended.value }
        leaveBehind()
    }

    /// The process will not wait for a disk that took nothing to the end: what that means is told.
    private func leaveBehind() {
        let (lost, uncertain) = state.update { $0.phase == .ended ? (0, 0) : $0.leaveBehind() }
        guard lost + uncertain > 0 else { return }
        report(
            .warning(
                "The disk under \(outbox.file.path) took nothing to the end: \(lost) messages are lost, "
                    + "and \(uncertain) more unless it still writes what it was given."))
    }

    private func atMost(_ limit: Duration, _ operation: @escaping @Sendable () async -> Void) async {
        let executor = ExecutorThread()
        let held: @Sendable () async -> Void = {
            await operation()
            withExtendedLifetime(executor) {}
        }
        // It throws only when the caller is cancelled: then the wait is over, too.
        _ = try? await clock.within(limit, on: executor, held)
    }

    /// Once a minute, until the journal is closed.
    private static func lookForForgettable(_ state: Monitor<OutboxState>, _ clock: any LabClock) {
        _ = clock.setAlarm(at: clock.now + .seconds(60)) {
            let isOver = state.update { state in
                state.isForgettingDue = true
                return state.phase == .ended
            }
            if !isOver { lookForForgettable(state, clock) }
        }
    }
}

extension Outbox {
    /// Where a journal begins on this outbox.
    fileprivate func state(
        for deliveries: [OutboxDelivery], bound: OutboxQueue.Bound, recentBytes: Int
    ) throws(OutboxFault) -> OutboxState {
        var sinks: [SinkProgress] = []
        for stored in storedSinks {
            let delivery = deliveries.first { $0.address == stored.sink.address }
            let retries = delivery?.retriesRefused == true ? try file.refused(by: stored.id).map(\.seq) : []
            sinks.append(
                SinkProgress(
                    stored, gaps: try file.gaps(of: stored.id, after: stored.cursor), retries: retries,
                    name: delivery?.name))
        }
        let header = try file.header()
        return OutboxState(
            limits: limits, bound: bound, path: file.path, sinks: sinks, lastSeq: header.lastSeq,
            size: .init(rows: header.rows, bytes: header.bytes), recentBytes: recentBytes, hasReserve: hasReserve)
    }
}
