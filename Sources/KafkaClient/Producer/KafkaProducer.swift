#if Kafka
public import Logging
import Synchronization

/// Sends messages to a cluster.
///
/// Messages of one call leave in their order, and nothing of a call leaves after one of its messages could not. With
/// the preset ``KafkaConfiguration/Preset/reliable`` this also holds for what a broker refuses: of one partition,
/// nothing behind a refused message is stored. Between calls, wait for the first result before you send what must come
/// after. A refusal ends the client in use, which costs a pause of 0.1 s or more and a new connection.
///
/// A client that dies of a fatal error is replaced after a pause of 0.1 to 30 s. What it held gets the outcome
/// ``MessageOutcome/fatal(_:mayBeStored:)`` or ``MessageOutcome/notSent(because:)``; calls made meanwhile wait.
///
/// Close a producer before you let it go: what has no outcome then is discarded without a word.
public final class KafkaProducer: Sendable {
    let core: ProducerCore

    /// Makes a producer. It connects on its own, and again after every outage; nothing is waited for here.
    ///
    /// - Parameters:
    ///   - window: how much may be under way at once; calls beyond it wait.
    ///   - logger: gets the library's lines and complaints.
    /// - Throws: the first fault of the configuration.
    public convenience init(
        _ configuration: KafkaConfiguration, window: Window = Window(), logger: Logger = Logger(label: "kafka")
    ) throws(KafkaError) {
        try self.init(configuration, window: window, backOff: BackOff(), logger: logger)
    }

    /// With pauses of one's own between two clients.
    init(
        _ configuration: KafkaConfiguration, window: Window = Window(), backOff: BackOff, logger: Logger
    ) throws(KafkaError) {
        core = try ProducerCore(configuration, window: window, backOff: backOff, logger: logger)
    }

    deinit { core.closing.open() }

    /// Messages handed in that have no outcome yet.
    public var pendingCount: Int { core.traffic.withLock { $0.unsettled } }

    /// What a connection complained of last; nil when none did, or since something was delivered or answered.
    public var lastTrouble: KafkaError? { core.session?.handle.lastTrouble }

    /// Sends messages and returns when the last has its outcome.
    ///
    /// When the task is cancelled this returns at once; messages without an outcome are
    /// ``MessageOutcome/abandoned`` and may still be delivered.
    ///
    /// - Cost: one object and one continuation per call, none per message.
    public func send(batch messages: [KafkaMessage]) async -> BatchResult {
        guard !messages.isEmpty else { return BatchResult(outcomes: []) }
        let batch = Batch(messages)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if batch.await(.delivery(continuation)) { core.submit(batch) }
            }
        } onCancel: {
            batch.cancel()
            core.withdraw(batch)
        }
    }

    /// Sends a message and returns when the cluster has confirmed it.
    ///
    /// - Throws: why it was not delivered; ``KafkaError/cancelled`` when the task is cancelled: it may still be
    ///   delivered.
    public func sendAndWait(_ message: KafkaMessage) async throws(KafkaError) -> Delivery {
        switch await send(batch: [message]).outcomes[0] {
        case .delivered(let partition, let offset):
            return Delivery(topic: message.topic, partition: partition, offset: offset)
        case .failed(let code, _): throw .refused(code, subject: message.topic)
        case .fatal(let code, _): throw .fatal(code)
        case .notSent(.destroyed): throw .closed
        case .notSent(let code): throw .refused(code, subject: message.topic)
        case .abandoned: throw .cancelled
        }
    }

    /// Hands a message over and returns when it is on its way; waits while the window is full.
    ///
    /// A message that is not delivered afterwards is logged as a warning.
    ///
    /// - Throws: why it could not leave; ``KafkaError/cancelled`` when the task is cancelled: it may still leave.
    public func send(_ message: KafkaMessage) async throws(KafkaError) {
        let batch = Batch([message], isUnattended: true)
        let refusal = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if batch.await(.acceptance(continuation)) { core.submit(batch) }
            }
        } onCancel: {
            batch.cancel()
            core.withdraw(batch)
        }
        if refusal == .destroyed { throw batch.isCancelled ? .cancelled : .closed }
        if let refusal { throw .refused(refusal, subject: message.topic) }
        if batch.isCancelled { throw .cancelled }
    }

    /// Hands a message over without waiting for anything; one that the window has no room for is not taken.
    ///
    /// - Parameter onOutcome: is told what became of it, on a thread that must not be kept, and from which this producer
    ///   must not be called.
    /// - Returns: false when it was not taken.
    @discardableResult
    public func offer(
        _ message: KafkaMessage, onOutcome: @escaping @Sendable (MessageOutcome) -> Void = { _ in }
    ) -> Bool {
        core.offer(message, onOutcome)
    }

    /// Asks the cluster about topics, so that their first messages leave at once.
    ///
    /// Call it once after making the producer. The very first message of a new client may still wait 0.5 s until the
    /// library has its producer id.
    ///
    /// - Returns: the number of partitions of each topic.
    /// - Throws: why a topic is not usable; the connection's trouble or ``KafkaError/noAnswer(within:)`` when `limit`
    ///   is over.
    @discardableResult
    public func prepare(topics: [String], within limit: Duration) async throws(KafkaError) -> [String: Int32] {
        let answer = await onOwnThread { [core] in core.prepare(topics, within: limit) }
        return try answer.get()
    }

    /// Waits until every message has its outcome.
    ///
    /// - Returns: how many have none when `limit` is over.
    @discardableResult
    public func flush(within limit: Duration) async -> Int {
        await onOwnThread { [core] in core.flush(within: limit) }
    }

    /// Takes no more messages, flushes, gives up what is left and frees everything.
    ///
    /// - Returns: how many messages were given up; those under way may still be stored.
    @discardableResult
    public func close(within limit: Duration) async -> Int {
        await onOwnThread { [core] in core.close(within: limit) }
    }
}
#endif
