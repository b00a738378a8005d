import LabPublishing

/// What one commit writes; the same again when it failed.
struct OutboxTransaction {
    /// New rows.
    var records: [Record] = []
    /// The `seq` given last, once it is committed.
    var lastSeq = 0
    /// Rows that nobody needs any more.
    var deletions: [ClosedRange<Int>] = []
    /// Sinks whose line has changed.
    var sinks: [StoredSink] = []
    var gaps: [(sink: Int64, gap: OutboxGap)] = []
    var refused: [Refusal] = []
    /// Refusals that were taken after all.
    var taken: [(sink: Int64, seq: Int)] = []

    /// One message that one sink refuses.
    struct Refusal: Sendable {
        var sink: Int64
        var seq: Int
        var reason: String
    }
}
