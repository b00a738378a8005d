#if Kafka
extension Requester {
    /// How a requester behaves.
    public struct Options: Sendable {
        /// The most requests that wait at a time; one more is refused at once.
        public var inFlight = 256
        /// How many ended requests are remembered, so that late and further replies are told from strange ones.
        public var memory = 4096
        /// How long a request may wait for its broker before it is given up; `message.timeout.ms` among the properties
        /// of the configuration goes before it.
        public var sendLimit = Duration.seconds(30)
        /// How long the cluster may take at the start.
        public var startLimit = Duration.seconds(10)
        /// What deadlines are measured with.
        public var clock: any Clock<Duration> = ContinuousClock()

        public init() {}
    }
}

extension KafkaConfiguration {
    /// For messages that are worth nothing when they are late: sent at once, given up after a while, and one that is
    /// refused holds up no other.
    public func forConversation(sendLimit: Duration) -> KafkaConfiguration {
        var configuration = self
        configuration.preset = .lowLatency
        if properties["message.timeout.ms"] == nil, properties["delivery.timeout.ms"] == nil {
            configuration.properties["message.timeout.ms"] = "\(max(1, sendLimit.milliseconds))"
        }
        return configuration
    }
}

extension ReplyPlace {
    /// What is read here, from known ends on.
    func subscription(from ends: [Int32: Int64]) throws(KafkaError) -> KafkaSubscription {
        guard let partition else { return .from(topic: topic, offsets: ends) }
        guard let end = ends[partition] else { throw .refused(.unknownPartition, subject: topic) }
        return .partitions([TopicPartition(topic, partition): .offset(end)])
    }
}
#endif
