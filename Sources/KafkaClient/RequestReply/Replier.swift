#if Kafka
public import Logging
import Synchronization

/// Deals with requests, one after the other, and replies to each.
///
/// A request that comes again is recognised by its ``KafkaMessage/correlationID`` while its reply is remembered: it is
/// not dealt with twice, and the same reply is sent again. Replies are never waited for: one that does not get through
/// is counted, and the requester asks again.
public final class Replier: Sendable {
    /// How a replier behaves.
    public struct Options: Sendable {
        /// How many replies are remembered, and how many bytes of them.
        public var memory = 4096
        public var memoryBytes = 16 << 20
        /// The most replies that are on their way at a time; one more is dropped, and counted.
        public var inFlight = 1024
        /// How long a reply may wait for its broker, as with ``Requester/Options/sendLimit``.
        public var sendLimit = Duration.seconds(30)
        /// Which places replies may go to.
        public var allows: @Sendable (ReplyPlace) -> Bool = { _ in true }

        public init() {}
    }

    private struct State {
        var cache: ReplyCache
        var counts = RequestCounts()
    }

    private let producer: KafkaProducer
    private let consumer: KafkaConsumer
    private let options: Options
    private let logger: Logger
    private let state: Mutex<State>

    /// Makes a replier to the requests of a subscription.
    ///
    /// - Throws: as ``KafkaConsumer/init(_:_:options:logger:)``.
    public init(
        _ configuration: KafkaConfiguration, _ subscription: KafkaSubscription, options: Options = Options(),
        logger: Logger = Logger(label: "kafka")
    ) async throws(KafkaError) {
        producer = try KafkaProducer(
            configuration.forConversation(sendLimit: options.sendLimit),
            window: .init(messages: options.inFlight), logger: logger)
        consumer = try await KafkaConsumer(configuration, subscription, logger: logger)
        (self.options, self.logger) = (options, logger)
        state = Mutex(State(cache: ReplyCache(count: options.memory, bytes: options.memoryBytes)))
    }

    /// What became of the requests so far.
    public var counts: RequestCounts { state.withLock { $0.counts } }

    /// Gives every new request to `answer` and sends what it returns; returns when the replier is closed or the task is
    /// cancelled. A request is acknowledged when its reply is on its way.
    ///
    /// When `answer` throws there is no reply, and the request may come again.
    /// - Throws: what waiting does not heal.
    public func serve(_ answer: (ConsumedMessage) async throws -> [UInt8]) async throws(KafkaError) {
        var requests = consumer.makeAsyncIterator()
        while let request = try await requests.next() {
            await reply(to: request, answer)
            request.acknowledge()
        }
    }

    /// Ends serving and lets the cluster go.
    ///
    /// - Returns: false when the limit passed first; the rest then goes on without being waited for.
    @discardableResult public func close(within limit: Duration = .seconds(10)) async -> Bool {
        async let isClosed = consumer.close(within: limit)
        await producer.close(within: min(limit, .seconds(1)))
        return await isClosed
    }

    private func reply(to request: ConsumedMessage, _ answer: (ConsumedMessage) async throws -> [UInt8]) async {
        guard let id = request.message.correlationID, let place = request.message.replyPlace, options.allows(place)
        else { return state.withLock { $0.counts.unanswerable += 1 } }
        if let known = state.withLock({ $0.cache[id] }) {
            state.withLock { $0.counts.repeated += 1 }
            return send(known, to: place, for: request, id)
        }
        do {
            let reply = try await answer(request)
            state.withLock { state in
                state.cache.keep(reply, for: id)
                state.counts.answered += 1
            }
            send(reply, to: place, for: request, id)
        } catch {
            state.withLock { $0.counts.failed += 1 }
            logger.notice("A request was not dealt with.", metadata: ["id": "\(id)", "reason": "\(error)"])
        }
    }

    private func send(_ reply: [UInt8], to place: ReplyPlace, for request: ConsumedMessage, _ id: CorrelationID) {
        var message = KafkaMessage(topic: place.topic, partition: place.partition, key: request.key, value: reply)
        message.correlationID = id
        let isTaken = producer.offer(message) { [weak self] outcome in
            if !outcome.isDelivered { self?.state.withLock { $0.counts.dropped += 1 } }
        }
        if !isTaken { state.withLock { $0.counts.dropped += 1 } }
    }
}
#endif
