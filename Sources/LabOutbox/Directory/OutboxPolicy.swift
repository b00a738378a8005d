/// What happens when the outbox may hold no more, or its disk takes no more.
public enum OutboxPolicy: String, Sendable, CaseIterable {
    /// The run stops safely; what was measured is kept.
    case stopSafely
    /// The oldest messages that were not delivered are given up.
    case dropOldest
    /// New points are given up; events are still kept.
    case dropNewest
}
