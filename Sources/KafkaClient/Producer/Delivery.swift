#if Kafka
/// Where a message was stored.
public struct Delivery: Sendable, Hashable {
    public let topic: String
    public let partition: Int32
    public let offset: Int64
}
#endif
