#if Kafka
/// What is remembered about the latest ids, the oldest forgotten first. Pure.
struct RecentIDs<Memory> {
    private var memories: [CorrelationID: Memory] = [:]
    /// In the order they came, from `first` on.
    private var order: [CorrelationID] = []
    private var first = 0
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { memories.count }

    subscript(id: CorrelationID) -> Memory? { memories[id] }

    /// Remembers; an id that is there already keeps its place. Returns what was forgotten for it.
    @discardableResult mutating func remember(_ memory: Memory, of id: CorrelationID) -> Memory? {
        let forgotten = memories[id] == nil && count == capacity ? forgetOldest() : nil
        if memories.updateValue(memory, forKey: id) == nil { order.append(id) }
        return forgotten
    }

    /// Forgets what came first; nil when nothing is remembered.
    mutating func forgetOldest() -> Memory? {
        guard first < order.count else { return nil }
        let memory = memories.removeValue(forKey: order[first])
        first += 1
        if first > capacity {
            order.removeFirst(first)
            first = 0
        }
        return memory
    }
}
#endif
