#if Kafka
/// Messages between the event thread and the reader, oldest first.
struct MessageQueue {
    struct Entry {
        let message: KafkaMessage
        let partition: TopicPartition
        let offset: Int64
        let assignment: Int
    }

    private var incoming: [Entry] = []
    /// Newest first, so that taking costs nothing and frees at once.
    private var outgoing: [Entry] = []
    /// Bytes of keys and values.
    private(set) var size = 0

    var count: Int { incoming.count + outgoing.count }

    mutating func append(_ entry: Entry) {
        incoming.append(entry)
        size += entry.message.size
    }

    mutating func popFirst() -> Entry? {
        if outgoing.isEmpty {
            outgoing = incoming.reversed()
            incoming = []
        }
        guard let entry = outgoing.popLast() else { return nil }
        size -= entry.message.size
        return entry
    }

    /// Throws away what is there of a partition; returns the first offset of that.
    @discardableResult mutating func drop(_ partition: TopicPartition) -> Int64? {
        let first = (outgoing.reversed() + incoming).first { $0.partition == partition }?.offset
        incoming.removeAll { $0.partition == partition }
        outgoing.removeAll { $0.partition == partition }
        size = (incoming + outgoing).reduce(0) { $0 + $1.message.size }
        return first
    }

    mutating func removeAll() { self = MessageQueue() }
}
#endif
