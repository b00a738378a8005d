#if Kafka
/// What came to the place of replies, and what it was.
public struct ReplyCounts: Sendable, Hashable {
    /// Replies that somebody waited for.
    public internal(set) var awaited = 0
    /// Replies to requests whose time was over.
    public internal(set) var late = 0
    /// Further replies to requests that had their last one.
    public internal(set) var duplicate = 0
    /// Replies to nobody's request: those of other requesters, or to requests long forgotten.
    public internal(set) var unknown = 0
}
#endif
