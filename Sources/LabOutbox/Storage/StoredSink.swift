import LabPublishing

/// One sink's line in the file.
struct StoredSink: Sendable, Hashable {
    var id: Int64
    var sink: OutboxSink
    /// The `seq` after which messages are meant for it.
    var started: Int
    /// The last message up to which it has everything that it will get.
    var cursor: Int
    var delivered = 0
    var refused = 0
    var dropped = 0

    /// What became of the messages up to `lastSeq`.
    func counts(lastSeq: Int) -> DeliveryCounts {
        var counts = DeliveryCounts()
        (counts.delivered, counts.refused, counts.dropped) = (delivered, refused, dropped)
        counts.pending = lastSeq - started - delivered - refused - dropped
        return counts
    }
}
