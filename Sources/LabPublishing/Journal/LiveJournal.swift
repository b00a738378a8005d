public import LabValues
import Synchronization

/// A journal in memory: numbers messages, encodes them once, and has one bounded queue and one sender per sink.
///
/// What it holds is lost with the process.
public final class LiveJournal: Journal {
    private struct Numbering {
        var lastSeq = 0
        var isClosed = false
    }

    private let experiment: ExperimentID
    private let writer: WriterID
    private let clock: any LabClock
    private let executor: (any TaskExecutor)?
    private let capacityBytes: Int
    private let backlogs: [MemoryBacklog]
    private let senders: [RecordSender]
    private let tasks: [Task<Void, Never>]
    private let numbering = Mutex(Numbering())

    /// A journal for one experiment, whose senders start at once.
    ///
    /// - Parameters:
    ///   - publishers: where records go, as `PublisherCatalog.open` gives them.
    ///   - executor: where the senders run; a publisher that writes files blocks it. The concurrency pool when nil.
    ///   - capacityBytes: what may wait for each sink, in bytes of memory. A sixteenth more is kept for events, so that
    ///     a run that stops because it is full can still say so.
    ///   - report: called by the senders; must not wait.
    public init(
        experiment: ExperimentID, writer: WriterID,
        publishers: [(sink: SinkAddress, publisher: any Publisher, isLocal: Bool)], clock: any LabClock,
        executor: (any TaskExecutor)?, capacityBytes: Int = 64 << 20,
        report: @escaping @Sendable (JournalReport) -> Void
    ) {
        (self.experiment, self.writer, self.clock, self.executor) = (experiment, writer, clock, executor)
        self.capacityBytes = capacityBytes
        let backlogs = publishers.map { _ in MemoryBacklog() }
        let senders = zip(publishers, backlogs).map { opened, backlog in
            RecordSender(
                opened.sink, to: opened.publisher, isLocal: opened.isLocal, from: backlog, clock: clock, report: report)
        }
        (self.backlogs, self.senders) = (backlogs, senders)
        tasks = senders.map { sender in Task(executorPreference: executor) { await sender.run() } }
    }

    deinit { for sender in senders { sender.close() } }

    public func append(_ messages: [LabMessage]) throws(JournalFault) {
        try numbering.withLock { numbering throws(JournalFault) in
            guard !numbering.isClosed else { throw .closed }
            var records: [Record] = []
            records.reserveCapacity(messages.count)
            for message in messages {
                let seq = numbering.lastSeq + records.count + 1
                records.append(Record(.init(experiment: experiment, seq: seq, writer: writer, message: message)))
            }
            try makeSure(of: records.reduce(0) { $0 + $1.footprint }, carryPoints: messages.contains(where: \.isPoints))
            for backlog in backlogs { backlog.append(records) }
            numbering.lastSeq += records.count
        }
        for sender in senders { sender.wake() }
    }

    public var counts: [(sink: SinkAddress, counts: DeliveryCounts)] {
        zip(senders, backlogs).map { ($0.sink, $1.counts) }
    }

    public var lastSeq: Int { numbering.withLock { $0.lastSeq } }

    public func drain(within limit: Duration) async {
        let deadline = clock.now + limit
        let signals = senders.map { $0.drain(by: deadline) }
        await atMost(limit) { for signal in signals { await signal.value } }
    }

    public func close() async {
        numbering.withLock { $0.isClosed = true }
        for (sender, task) in zip(senders, tasks) {
            sender.close()
            if !sender.isLocal { task.cancel() }
        }
        await atMost(.seconds(5)) { [tasks] in for task in tasks { await task.value } }
    }

    /// Queues only shrink meanwhile, so there still is room when the records go in.
    private func makeSure(of bytes: Int, carryPoints: Bool) throws(JournalFault) {
        let room = carryPoints ? capacityBytes : capacityBytes + capacityBytes / 16
        for (sender, backlog) in zip(senders, backlogs) where backlog.footprint + bytes > room {
            throw .full(sink: sender.sink, capacityBytes: capacityBytes)
        }
    }

    /// A publisher that never returns is left behind.
    private func atMost(_ limit: Duration, _ operation: @escaping @Sendable () async -> Void) async {
        do { _ = try await clock.within(limit, on: executor, operation) } catch {
            preconditionFailure("An operation that cannot throw has thrown \(error).")
        }
    }
}

extension LabMessage {
    fileprivate var isPoints: Bool { if case .points = content { true } else { false } }
}
