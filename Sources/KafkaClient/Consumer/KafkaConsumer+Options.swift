#if Kafka
extension KafkaConsumer {
    /// How much lies ready for the reader; what does not fit stays with the library, and then with the broker.
    public struct Buffer: Sendable, Hashable {
        /// At least 1.
        public var messages: Int
        /// Of keys and values; the last message may go beyond it.
        public var bytes: Int

        public init(messages: Int = 1000, bytes: Int = 4 << 20) {
            self.messages = Swift.max(1, messages)
            self.bytes = Swift.max(1, bytes)
        }
    }

    /// How a consumer behaves.
    public struct Options: Sendable {
        /// Beyond it the library holds up to 8 MiB per consumer.
        public var buffer = Buffer()
        /// How long an acknowledgement may wait until it is committed; what was not is delivered again after a crash.
        public var commitInterval = Duration.seconds(1)
        /// How often ``KafkaSubscription/fromNow(topic:)`` and ``KafkaSubscription/from(topic:offsets:)`` look for new
        /// partitions.
        public var partitionsInterval = Duration.seconds(30)
        /// Told after each such look whether the cluster and the topic are there; nil: they are. On a thread of its own.
        public var onContact: (@Sendable (KafkaError?) -> Void)?
        /// How long the cluster may take to answer such a look.
        public var contactLimit = Duration.seconds(10)
        /// How long ``KafkaSubscription/fromNow(topic:)`` may wait for the cluster at the start.
        public var startLimit = Duration.seconds(10)
        /// What back-offs and limits of this consumer are measured with.
        public var clock: any Clock<Duration> = ContinuousClock()

        public init() {}
    }
}

extension KafkaConsumer.Options {
    /// Kilobytes the library fetches ahead.
    private static let aheadKilobytes = 8192

    var settings: [(name: String, value: String)] {
        [
            ("enable.auto.offset.store", "false"),
            ("auto.commit.interval.ms", "\(max(1, commitInterval.milliseconds))"),
            ("enable.partition.eof", "true"), ("queued.max.messages.kbytes", "\(Self.aheadKilobytes)"),
            ("allow.auto.create.topics", "false"),
        ]
    }
}
#endif
