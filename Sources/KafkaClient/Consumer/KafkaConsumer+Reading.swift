#if Kafka
extension KafkaConsumer: AsyncSequence {
    public typealias Element = ConsumedMessage
    public typealias Failure = KafkaError

    /// Hands messages out one by one.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let core: ConsumerCore

        /// The next message; nil when the consumer is closed or the task is cancelled.
        ///
        /// - Throws: what waiting does not heal; the next call goes on reading.
        public mutating func next() async throws(KafkaError) -> ConsumedMessage? { try await core.next() }

        /// The next message; nil when the consumer is closed or the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(KafkaError) -> ConsumedMessage? { try await core.next() }
    }

    /// Every iterator takes from the same stock: two of them share the messages out.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(core: core) }

    /// Up to `max` messages, as soon as there are that many or the time has passed.
    ///
    /// A cancelled task gets what there is so far.
    ///
    /// - Throws: ``KafkaError/closed``; what waiting does not heal, when there is no message to be returned.
    public func fetch(max count: Int, within limit: Duration) async throws(KafkaError) -> MessageBatch {
        try await core.fetch(max: count, within: limit)
    }
}

extension ConsumerCore {
    func next() async throws(KafkaError) -> ConsumedMessage? {
        let ticket = ReaderTicket()
        while !Task.isCancelled {
            if let message = try take() { return message }
            if ticket.isOver || isClosed { return nil }
            await awaitArrival(ticket)
        }
        return nil
    }

    func fetch(max count: Int, within limit: Duration) async throws(KafkaError) -> MessageBatch {
        guard !isClosed else { throw .closed }
        let ticket = ReaderTicket()
        let timer = Task { [options] in
            // Cancelled when the batch is full; then nobody waits any more.
            try? await options.clock.sleep(for: limit)
            end(ticket)
        }
        defer { timer.cancel() }
        var messages: [ConsumedMessage] = []
        while messages.count < count {
            if let message = try takeUnlessFailed(isFirst: messages.isEmpty) {
                messages.append(message)
            } else if ticket.isOver || isClosed || Task.isCancelled || hasFailed {
                break
            } else {
                await awaitArrival(ticket)
            }
        }
        return MessageBatch(messages: messages, hasMore: update { $0.hasMore })
    }

    private var isClosed: Bool { update { $0.isClosed } }

    private var hasFailed: Bool { update { $0.hasFailed } }

    /// Messages in hand must reach the reader, so a failure behind them waits for the next call.
    private func takeUnlessFailed(isFirst: Bool) throws(KafkaError) -> ConsumedMessage? {
        !isFirst && hasFailed ? nil : try take()
    }
}
#endif
