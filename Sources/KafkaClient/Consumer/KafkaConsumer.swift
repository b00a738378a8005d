#if Kafka
public import Logging

/// Reads messages from a cluster.
///
/// ```swift
/// let consumer = try await KafkaConsumer(configuration, .group("plots", topics: ["points"]))
/// for try await message in consumer {
///     draw(message.value)
///     message.acknowledge()
/// }
/// ```
///
/// A message counts as dealt with when it is acknowledged, never before; in a group, whoever takes over begins behind
/// the last one before which all are acknowledged. So each message comes at least once, in the order of its partition.
///
/// What is wrong with connections is logged as a notice and tried again without end. What waiting does not heal (no
/// such topic, no permission) is thrown to the reader, who may go on reading afterwards.
///
/// A reader may take as long as it likes: a full buffer leaves the rest with the broker, and a slow reader keeps its
/// partitions as long as the process lives.
public final class KafkaConsumer: Sendable {
    let core: ConsumerCore

    /// Makes a consumer. For ``KafkaSubscription/fromNow(topic:)`` this waits until the ends of the partitions are
    /// known,
    /// otherwise for nothing: it connects on its own, and again after every outage.
    ///
    /// - Throws: the first fault of the configuration; with ``KafkaSubscription/fromNow(topic:)`` also that the
    /// topic is
    ///   not there or that the cluster did not answer within ``Options/startLimit``.
    public init(
        _ configuration: KafkaConfiguration, _ subscription: KafkaSubscription, options: Options = Options(),
        logger: Logger = Logger(label: "kafka")
    ) async throws(KafkaError) {
        core = try ConsumerCore(configuration, subscription, options, logger)
        try await core.start()
    }

    deinit {
        // A group that nobody left would wait for this member until its session times out.
        startThread { [core] in _ = core.close(within: .seconds(10)) }
    }

    /// Ends reading: commits what is acknowledged, leaves the group, frees everything. A reader that waits gets the
    /// end.
    ///
    /// - Returns: false when the limit passed first; the rest then goes on without being waited for.
    @discardableResult public func close(within limit: Duration = .seconds(10)) async -> Bool {
        await onOwnThread { [core] in core.close(within: limit) }
    }

    /// What a connection complained of last.
    public var lastTrouble: KafkaError? { core.handle?.lastTrouble }

    /// Messages that lie ready for the reader.
    public var bufferedCount: Int { core.update { $0.bufferedCount } }

    /// Says that a message is dealt with. See ``ConsumedMessage/acknowledge()``.
    @discardableResult public func acknowledge(_ message: ConsumedMessage) -> Bool { core.acknowledge(message) }
}
#endif
