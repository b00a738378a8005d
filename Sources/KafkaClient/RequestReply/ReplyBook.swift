#if Kafka
/// Which requests wait for replies, and what became of those that do no more. Pure.
struct ReplyBook<Waiter> {
    private enum End { case answered, givenUp }

    private var waiting: [CorrelationID: Waiter] = [:]
    private var recent: RecentIDs<End>
    private var isClosed = false
    private(set) var counts = ReplyCounts()
    private let capacity: Int

    init(capacity: Int, memory: Int) {
        self.capacity = max(1, capacity)
        recent = RecentIDs(capacity: memory)
    }

    var count: Int { waiting.count }

    /// Notes a request that is about to be sent.
    mutating func open(_ id: CorrelationID, _ waiter: Waiter) throws(RequestError) {
        if isClosed { throw .closed }
        guard waiting.count < capacity else { throw .tooMany(inFlight: capacity) }
        guard waiting[id] == nil else { throw .idInUse(id) }
        waiting[id] = waiter
    }

    /// Whose reply this is; nil when nobody waits for it.
    mutating func receive(_ id: CorrelationID?) -> Waiter? {
        if let id, let waiter = waiting[id] {
            counts.awaited += 1
            return waiter
        }
        switch id.flatMap({ recent[$0] }) {
        case .answered: counts.duplicate += 1
        case .givenUp: counts.late += 1
        case nil: counts.unknown += 1
        }
        return nil
    }

    /// Ends a wait; false when it had ended already. The same id may be waiting again by then.
    mutating func end(_ id: CorrelationID, isAnswered: Bool, of isMeant: (Waiter) -> Bool = { _ in true }) -> Bool {
        guard let waiter = waiting[id], isMeant(waiter) else { return false }
        waiting[id] = nil
        recent.remember(isAnswered ? .answered : .givenUp, of: id)
        return true
    }

    /// Takes no more requests; returns who waited.
    mutating func close() -> [Waiter] {
        isClosed = true
        defer { waiting = [:] }
        return Array(waiting.values)
    }
}
#endif
