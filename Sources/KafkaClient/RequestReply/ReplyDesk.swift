#if Kafka
import Logging
import Synchronization

/// Hands replies to the requests that wait for them.
final class ReplyDesk: Sendable {
    private let book: Mutex<ReplyBook<PendingRequest>>

    init(capacity: Int, memory: Int) { book = Mutex(ReplyBook(capacity: capacity, memory: memory)) }

    var counts: ReplyCounts { book.withLock { $0.counts } }
    var waitingCount: Int { book.withLock { $0.count } }

    func open(_ id: CorrelationID, _ request: PendingRequest) throws(RequestError) {
        try book.withLock { book throws(RequestError) in try book.open(id, request) }
    }

    func receive(_ reply: ConsumedMessage) {
        let id = reply.message.correlationID
        guard let request = book.withLock({ $0.receive(id) }), let id, request.isLast(reply) else { return }
        end(request, id, .success(reply))
    }

    func giveUp(_ request: PendingRequest, _ id: CorrelationID, because error: RequestError) {
        end(request, id, .failure(error))
    }

    private func end(_ request: PendingRequest, _ id: CorrelationID, _ ending: PendingRequest.Ending) {
        let isAnswered = if case .success = ending { true } else { false }
        let isEnd = book.withLock { $0.end(id, isAnswered: isAnswered) { $0 === request } }
        if isEnd { request.finish(ending) }
    }

    /// Ends every wait.
    func close() {
        for request in book.withLock({ $0.close() }) { request.finish(.failure(.closed)) }
    }

    /// Reads replies until the consumer is closed or the task is cancelled.
    func read(_ consumer: KafkaConsumer, _ logger: Logger) async {
        var replies = consumer.makeAsyncIterator()
        var complaint: KafkaError?
        while !Task.isCancelled {
            do throws(KafkaError) {
                guard let reply = try await replies.next() else { return }
                receive(reply)
            } catch {
                if error != complaint { logger.notice("Replies cannot be read.", metadata: ["reason": "\(error)"]) }
                complaint = error
                // Cancelled, the loop ends.
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
#endif
