#if Kafka
/// A broker as the cluster tells it.
public struct BrokerDescription: Sendable, Hashable, CustomStringConvertible {
    public let id: Int32
    public let host: String
    public let port: Int32

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
#endif
