#if Kafka
public import Logging

/// Sends requests and waits for their replies.
///
/// Where the place of replies ends is found out before the first request leaves, so no reply is missed, and none of an
/// earlier life is mistaken for one. Several requesters may share a place: each leaves the others' replies alone.
///
/// A request whose reply did not come may be sent again with the same ``KafkaMessage/correlationID``: a ``Replier``
/// remembers it, and sends the same reply again.
public final class Requester: Sendable {
    /// Where replies are awaited.
    public let place: ReplyPlace
    private let producer: KafkaProducer
    private let consumer: KafkaConsumer
    private let options: Options
    private let desk: ReplyDesk
    private let reader: Task<Void, Never>

    /// Makes a requester that awaits replies at `place`. Returns when the end of that place is known.
    ///
    /// - Throws: the first fault of the configuration; that the topic or its partition is not there; that the cluster
    ///   did not answer within ``Options/startLimit``.
    public init(
        _ configuration: KafkaConfiguration, repliesAt place: ReplyPlace, options: Options = Options(),
        logger: Logger = Logger(label: "kafka")
    ) async throws(KafkaError) {
        let producer = try KafkaProducer(
            configuration.forConversation(sendLimit: options.sendLimit),
            window: .init(messages: options.inFlight), logger: logger)
        let ends = try await KafkaAdmin(configuration, logger: logger).ends(
            of: place.topic, within: options.startLimit)
        let consumer = try await KafkaConsumer(configuration, try place.subscription(from: ends), logger: logger)
        let desk = ReplyDesk(capacity: options.inFlight, memory: options.memory)
        (self.place, self.options, self.producer, self.consumer, self.desk) = (
            place, options, producer, consumer, desk
        )
        reader = Task { await desk.read(consumer, logger) }
    }

    deinit {
        reader.cancel()
        desk.close()
    }

    /// What came to the place of replies so far.
    public var counts: ReplyCounts { desk.counts }

    /// How many requests wait.
    public var waitingCount: Int { desk.waitingCount }

    /// What a connection complained of last; nil when none did, or since all went well.
    public var lastTrouble: KafkaError? { producer.lastTrouble ?? consumer.lastTrouble }

    /// Asks the cluster about topics, so that the first request to each leaves at once.
    ///
    /// - Returns: the number of partitions of each topic.
    /// - Throws: as ``KafkaProducer/prepare(topics:within:)``.
    @discardableResult
    public func prepare(topics: [String], within limit: Duration) async throws(KafkaError) -> [String: Int32] {
        try await producer.prepare(topics: topics, within: limit)
    }

    /// Sends a request and waits for its last reply.
    ///
    /// - Parameters:
    ///   - message: gets ``place`` and, unless it has one, a ``KafkaMessage/correlationID`` of its own.
    ///   - isLast: is shown every reply as it comes and says whether it was the last; without it the first one is.
    /// - Throws: why there is none.
    public func request(
        _ message: KafkaMessage, within limit: Duration,
        until isLast: @escaping @Sendable (ConsumedMessage) -> Bool = { _ in true }
    ) async throws(RequestError) -> ConsumedMessage {
        let id = message.correlationID ?? .random()
        var message = message
        message.correlationID = id
        message.replyPlace = place
        let request = PendingRequest(until: isLast)
        try desk.open(id, request)
        send(message, id, request)
        let timer = Task { [weak self, options] in
            // Cancelled when the wait is over.
            guard (try? await options.clock.sleep(for: limit)) != nil else { return }
            self?.giveUp(request, id, after: limit)
        }
        defer { timer.cancel() }
        let ending = await withTaskCancellationHandler {
            await request.ending()
        } onCancel: {
            desk.giveUp(request, id, because: .cancelled)
        }
        return try ending.get()
    }

    /// Ends every wait, and lets the cluster go. What was sent may be dealt with all the same.
    ///
    /// - Returns: false when the limit passed first; the rest then goes on without being waited for.
    @discardableResult public func close(within limit: Duration = .seconds(10)) async -> Bool {
        desk.close()
        reader.cancel()
        async let isClosed = consumer.close(within: limit)
        await producer.close(within: min(limit, .seconds(1)))
        return await isClosed
    }

    private func send(_ message: KafkaMessage, _ id: CorrelationID, _ request: PendingRequest) {
        let isTaken = producer.offer(message) { [desk] outcome in
            switch outcome {
            case .delivered: request.isStored = true
            // It may be there all the same, and be replied to.
            case .failed(_, mayBeStored: true), .fatal(_, mayBeStored: true), .abandoned: break
            case .failed, .fatal, .notSent: desk.giveUp(request, id, because: .notSent(outcome))
            }
        }
        if !isTaken { desk.giveUp(request, id, because: .tooMany(inFlight: options.inFlight)) }
    }

    private func giveUp(_ request: PendingRequest, _ id: CorrelationID, after limit: Duration) {
        let isStored = request.isStored
        let reason = isStored ? consumer.lastTrouble : producer.lastTrouble ?? consumer.lastTrouble
        desk.giveUp(request, id, because: .noReply(within: limit, isStored: isStored, reason: reason))
    }
}
#endif
