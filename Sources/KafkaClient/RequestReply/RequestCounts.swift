#if Kafka
/// What became of requests.
public struct RequestCounts: Sendable, Hashable {
    /// Dealt with.
    public internal(set) var answered = 0
    /// Here before: their reply was sent again.
    public internal(set) var repeated = 0
    /// Not dealt with, because the handler threw: the same request may come again.
    public internal(set) var failed = 0
    /// Without an id or a place for replies, or with a place that is not allowed: left alone.
    public internal(set) var unanswerable = 0
    /// Replies that did not reach the cluster.
    public internal(set) var dropped = 0
}
#endif
