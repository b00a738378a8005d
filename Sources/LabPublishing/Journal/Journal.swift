public import LabValues

/// Where the engine puts its messages, and all it knows about where they go.
public protocol Journal: Sendable {
    /// Gives each message its `seq`, in order, and keeps it until every sink has it. Waits for no sink and no disk.
    ///
    /// A journal on a disk gives the `seq` when it commits, soon after.
    /// - Throws: `JournalFault` when the messages do not fit; then none of them was taken.
    func append(_ messages: [LabMessage]) throws(JournalFault)

    /// What became of the messages, sink by sink, in the order the sinks were given.
    var counts: [(sink: SinkAddress, counts: DeliveryCounts)] { get }

    /// The `seq` given last; 0 before the first.
    var lastSeq: Int { get }

    /// Reports at once what was given up and not told yet.
    func reportDrops()

    /// Waits until every sink has everything, at most `limit`.
    func drain(within limit: Duration) async

    /// Ends delivery and lets go of the sinks; what is still pending stays counted as pending.
    func close() async
}

extension Journal {
    /// Nothing: it gives nothing up.
    public func reportDrops() {}
}
