#if Kafka
import Logging

extension KafkaConsumer {
    /// Hands every message to `handler` and acknowledges it when `handler` returns; returns when the consumer is
    /// closed or
    /// the task is cancelled.
    ///
    /// When `handler` throws, the message comes again after 0.1 s, then 0.2 s and so on up to 30 s, and those behind
    /// it in
    /// its partition come after it; other partitions go on meanwhile.
    ///
    /// - Throws: what waiting does not heal. What `handler` throws is logged as a notice.
    public func consume(
        _ handler: (ConsumedMessage) async throws -> Void
    ) async throws(KafkaError) {
        let end = await withDiscardingTaskGroup(returning: Result<Void, KafkaError>.self) { group in
            var failures = HandlerFailures()
            defer { group.cancelAll() }
            while true {
                let message: ConsumedMessage
                do throws(KafkaError) {
                    guard let next = try await core.next() else { return .success(()) }
                    message = next
                } catch {
                    return .failure(error)
                }
                if let delay = await failures.hand(message, to: handler, core.logger), await core.hold(message) {
                    group.addTask { [core] in await core.rewind(message, after: delay) }
                }
            }
        }
        try end.get()
    }

    /// Lets a message, and those behind it in its partition, be delivered again after a delay. Returns when that is
    /// under way; a cancelled wait ends at once.
    ///
    /// - Returns: false when the partition was taken away since.
    @discardableResult public func redeliver(_ message: ConsumedMessage, after delay: Duration = .zero) async -> Bool {
        guard await core.hold(message) else { return false }
        await core.rewind(message, after: delay)
        return true
    }
}

/// How often the message in hand failed, per partition.
private struct HandlerFailures {
    private struct Attempt {
        let offset: Int64
        var count = 0
        var backOff = BackOff()
    }

    private var attempts: [TopicPartition: Attempt] = [:]

    /// Nil when the handler returned and the message is acknowledged, otherwise how long to wait before it comes again.
    mutating func hand(
        _ message: ConsumedMessage, to handler: (ConsumedMessage) async throws -> Void, _ logger: Logger
    ) async -> Duration? {
        do {
            try await handler(message)
            attempts[message.topicPartition] = nil
            message.acknowledge()
            return nil
        } catch {
            return note(error, message, logger)
        }
    }

    private mutating func note(_ error: any Error, _ message: ConsumedMessage, _ logger: Logger) -> Duration {
        let (partition, offset) = (message.topicPartition, message.offset)
        var attempt = attempts[partition].flatMap { $0.offset == offset ? $0 : nil } ?? Attempt(offset: offset)
        attempt.count += 1
        let delay = attempt.backOff.next()
        attempts[partition] = attempt
        logger.with(traceOf: message).notice(
            "A message was not dealt with and will be delivered again.",
            metadata: [
                "partition": "\(partition)", "offset": "\(offset)", "attempt": "\(attempt.count)",
                "delay": "\(delay)", "reason": "\(error)",
            ])
        return delay
    }
}
#endif
