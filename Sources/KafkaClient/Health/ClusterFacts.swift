#if Kafka
/// What a cluster told of itself.
public struct ClusterFacts: Sendable, Hashable {
    /// Nil when the brokers do not tell.
    public let clusterID: String?
    /// The broker that leads the others; nil when they do not tell.
    public let controller: Int32?
    public let brokers: [BrokerDescription]
    /// By name, with those of the cluster's own.
    public let topics: [TopicDescription]
    /// How long the answer took; the first one includes connecting.
    public let roundTrip: Duration
}
#endif
