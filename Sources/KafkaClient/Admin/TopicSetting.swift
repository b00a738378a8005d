#if Kafka
/// One setting of a topic.
public struct TopicSetting: Sendable, Hashable {
    public let name: String
    /// Nil when the broker does not show it.
    public let value: String?
    /// True when nobody set it for this topic.
    public let isDefault: Bool
    public let isReadOnly: Bool
}
#endif
