import Synchronization

/// A backlog in memory; what it holds is lost with the process.
final class MemoryBacklog: Backlog {
    private struct State {
        var queue = RecordQueue()
        var counts = DeliveryCounts()
    }
    private static let batchRecords = 1000
    private static let batchBytes = 1 << 20
    private let state = Mutex(State())

    var counts: DeliveryCounts { state.withLock { $0.counts } }
    /// Roughly how much memory the records hold.
    var footprint: Int { state.withLock { $0.queue.footprint } }
    var availability: BacklogAvailability { state.withLock { $0.queue.isEmpty ? .nothing : .records } }

    func append(_ records: [Record]) {
        state.withLock { state in
            state.queue.append(records)
            state.counts.pending += records.count
        }
    }

    func first() -> [Record] {
        state.withLock { $0.queue.first(atMost: Self.batchRecords, bytes: Self.batchBytes) }
    }

    func settle(_ records: [Record], refused: Set<Int>, reason: String) {
        state.withLock { state in
            state.queue.removeFirst(records.count)
            state.counts.pending -= records.count
            state.counts.delivered += records.count - refused.count
            state.counts.refused += refused.count
        }
    }
}
