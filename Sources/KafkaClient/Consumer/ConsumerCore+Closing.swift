#if Kafka
import CRdKafka
import Glibc
import Logging
import Synchronization

extension ConsumerCore {
    /// Leaves the group, commits what is acknowledged, frees everything. Blocks.
    ///
    /// - Returns: false when the limit passed first; the rest then goes on without being waited for.
    func close(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + limit
        closing.open()
        update { $0.close() }
        if let handle {
            handle.use { leave($0, until: deadline) }
            connection.withLock { $0 = nil }
        }
        return destroyed.wait(for: max(.zero, deadline - ContinuousClock.now))
    }

    /// The event thread goes on serving the group's queue meanwhile, as the library needs it to.
    private func leave(_ client: OpaquePointer, until deadline: ContinuousClock.Instant) {
        guard let queue = rd_kafka_queue_get_consumer(client) else { return }
        defer { rd_kafka_queue_destroy(queue) }
        let error = KafkaError(consuming: rd_kafka_consumer_close_queue(client, queue), subject: subscription.group)
        if let error { logger.notice("The group was not left in good order.", metadata: ["reason": "\(error)"]) }
        // The library tells the end only to those who ask.
        while error == nil, rd_kafka_consumer_closed(client) == 0, ContinuousClock.now < deadline { usleep(2000) }
    }
}
#endif
