#if Kafka
public import KafkaClient
public import LabValues
public import Logging

/// The messages of experiments as another program reads them: decoded, in order, once each, with gaps named.
///
/// ```swift
/// let settings = try KafkaSettings(servers: "broker:9092", Settings())
/// for try await element in try await ExperimentFeed(settings, .group("plots")) {
///     if case .points(let message) = element { draw(message) }
/// }
/// ```
///
/// An element counts as dealt with when the next one is asked for: a program that dies in between gets it again.
public final class ExperimentFeed: AsyncSequence, Sendable {
    public typealias Element = FeedElement
    public typealias Failure = KafkaError

    private let reader: FeedReader

    /// Opens a feed.
    ///
    /// - Throws: the first fault of the configuration; with `.everything` also that the cluster does not answer within
    ///   10 s, for its partitions must be known.
    public init(
        _ settings: KafkaSettings, _ reading: FeedReading, limits: FeedSequencer.Limits = .init(),
        clock: any LabClock = SystemClock(), logger: Logger = Logger(label: "lab.kafka")
    ) async throws(KafkaError) {
        let subscription = try await Self.subscription(settings, reading, logger)
        let consumer = try await KafkaConsumer(settings.configuration, subscription, logger: logger)
        reader = FeedReader(consumer, FeedSequencer(reading.beginning, limits: limits), clock: clock)
    }

    /// Every iterator takes from the same stock.
    public func makeAsyncIterator() -> Iterator { Iterator(reader: reader) }

    /// Ends the feed, and keeps what is acknowledged.
    public func close(within limit: Duration = .seconds(10)) async { await reader.consumer.close(within: limit) }

    /// Hands elements out one by one.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let reader: FeedReader

        /// The next element; nil when the feed is closed or the task is cancelled.
        ///
        /// - Throws: what waiting does not heal; the next call goes on reading.
        public mutating func next() async throws(KafkaError) -> FeedElement? { try await reader.next() }

        /// The next element; nil when the feed is closed or the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(KafkaError) -> FeedElement? { try await reader.next() }
    }

    private static func subscription(
        _ settings: KafkaSettings, _ reading: FeedReading, _ logger: Logger
    ) async throws(KafkaError) -> KafkaSubscription {
        switch reading {
        case .group(let id, let member): return .group(id, member: member, topics: settings.layout.patterns)
        case .everything:
            let topics = try await KafkaAdmin(settings.configuration, logger: logger).list()
                .filter { settings.layout.includes($0.name) }
            let partitions = topics.flatMap { topic in topic.partitions.map { TopicPartition(topic.name, $0.id) } }
            return .partitions(Dictionary(uniqueKeysWithValues: partitions.map { ($0, .earliest) }))
        }
    }
}

extension TopicLayout {
    /// The topics as a consumer subscribes to them; a regular expression begins with `^`.
    fileprivate var patterns: [String] {
        switch arrangement {
        case .perKind: [events.text, data.text]
        case .perEvent:
            [
                "^\(events.text.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "\\."))\\..*",
                data.text,
            ]
        }
    }

    fileprivate func includes(_ topic: String) -> Bool {
        topic == data.text || (arrangement == .perKind ? topic == events.text : topic.hasPrefix("\(events.text)."))
    }
}
#endif
