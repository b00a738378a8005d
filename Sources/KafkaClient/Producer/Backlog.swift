#if Kafka
/// Batches whose messages have not all left yet, first come, first served.
struct Backlog: Sendable {
    struct Entry: Sendable {
        let batch: Batch
        /// The first message that has not left.
        var next = 0
        /// The batch's number with the client its messages went to.
        var slot: Int?
        /// The library's queue was full although nothing was under way: the message is tried once more.
        var isLastTry = false
    }

    private var entries: [Entry] = []
    private var start = 0

    var isEmpty: Bool { start == entries.count }

    /// The one whose turn it is; only to be asked when there is one.
    var head: Entry {
        get { entries[start] }
        set { entries[start] = newValue }
    }

    mutating func append(_ batch: Batch) { entries.append(Entry(batch: batch)) }

    mutating func removeHead() {
        start += 1
        guard start == entries.count || start > 1024 else { return }
        entries.removeSubrange(..<start)
        start = 0
    }

    /// Takes a batch out; nil when it is not there.
    mutating func remove(_ batch: Batch) -> Entry? {
        guard let place = entries[start...].firstIndex(where: { $0.batch === batch }) else { return nil }
        return entries.remove(at: place)
    }

    /// Empties it.
    mutating func removeAll() -> [Entry] {
        defer { self = Backlog() }
        return Array(entries[start...])
    }
}
#endif
