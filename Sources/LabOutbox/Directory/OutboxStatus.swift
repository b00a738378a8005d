public import LabPublishing
public import LabValues

/// What an outbox holds, and what became of it, sink by sink.
public struct OutboxStatus: Sendable {
    /// One sink of the experiment.
    public struct Sink: Sendable {
        /// Where it goes.
        public var sink: OutboxSink
        /// What became of its messages; always adds up.
        public var counts: DeliveryCounts
        /// The last message up to which it has everything that it will get.
        public var cursor: Int
        /// What it refused for good, by `seq`, with its reason.
        public var refused: [(seq: Int, reason: String)]
        /// What it will not get.
        public var gaps: [OutboxGap]
        /// When its oldest pending message was made.
        public var oldestPending: Timestamp?
    }

    /// The experiment.
    public var experiment: ExperimentID
    /// Who holds it at this moment: a run, or a delivery.
    public var holder: OutboxHolder?
    /// When it was begun.
    public var begun: Timestamp
    /// When its last run let go of it; nil while it runs, or when it was killed.
    public var ended: Timestamp?
    /// The `seq` given last.
    public var lastSeq: Int
    /// Messages kept, delivered ones for a replay included.
    public var messages: Int
    /// What they weigh, in bytes.
    public var bytes: Int
    /// The kept messages, from the first to the last `seq`.
    public var kept: ClosedRange<Int>?
    /// Sink by sink, in the order they were given.
    public var sinks: [Sink]
    /// What is wrong with the file, in words; empty for a sound one, and for one that is held.
    public var damage: [String] = []

    /// Whether no sink waits for anything, and none refused anything.
    public var isSettled: Bool { sinks.allSatisfy { $0.counts.pending == 0 && $0.refused.isEmpty } }
}

/// Messages that one sink will not get.
public struct OutboxGap: Sendable, Hashable {
    /// The first of them.
    public var first: Int
    /// The last of them.
    public var last: Int
    /// How many of these were given up; fewer than the range where the sink had some of them.
    public var count: Int
    /// By which policy: `dropOldest`, `dropNewest`, `stopSafely`, or `damaged`.
    public var policy: String

    /// Messages `first` to `last`, given up by `policy`.
    init(_ first: Int, _ last: Int, count: Int, policy: String) {
        (self.first, self.last, self.count, self.policy) = (first, last, count, policy)
    }
}

/// The process that holds an outbox.
public struct OutboxHolder: Sendable, Hashable, CustomStringConvertible {
    /// Its number on that host; 0 when it did not say.
    public var process: Int32
    /// The host.
    public var host: String

    public var description: String { process == 0 ? "another process" : "process \(process) on \(host)" }
}
