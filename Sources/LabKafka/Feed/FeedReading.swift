#if Kafka
/// What a feed reads.
public enum FeedReading: Sendable, Hashable {
    /// All that the topics hold, from the beginning, and what follows; nothing is remembered.
    case everything
    /// What the group has not acknowledged yet. Its members share the experiments only if all topics have the same number
    /// of partitions; otherwise give each reader a group of its own.
    ///
    /// `member` is a name that stays the same over restarts.
    case group(String, member: String? = nil)

    /// Only from the beginning is it known that something is missing before the first message.
    var beginning: FeedSequencer.Beginning { self == .everything ? .first : .anywhere }
}
#endif
