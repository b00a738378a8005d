#if Kafka
/// The latest replies, bounded in number and bytes. Pure.
struct ReplyCache {
    private var replies: RecentIDs<[UInt8]>
    private(set) var size = 0
    private let mostBytes: Int

    init(count: Int, bytes: Int) {
        replies = RecentIDs(capacity: count)
        mostBytes = bytes
    }

    var count: Int { replies.count }

    subscript(id: CorrelationID) -> [UInt8]? { replies[id] }

    /// Keeps a reply; one larger than everything that may be kept is not.
    mutating func keep(_ reply: [UInt8], for id: CorrelationID) {
        guard reply.count <= mostBytes else { return }
        size -= replies[id]?.count ?? 0
        size += reply.count
        if let forgotten = replies.remember(reply, of: id) { size -= forgotten.count }
        while size > mostBytes, let forgotten = replies.forgetOldest() { size -= forgotten.count }
    }
}
#endif
