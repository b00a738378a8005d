#if Kafka
import Synchronization

extension ProducerCore {
    /// Asks about each topic until it answers or `limit` is over. Blocks.
    func prepare(_ names: [String], within limit: Duration) -> Result<[String: Int32], KafkaError> {
        let end = ContinuousClock.now + limit
        state.withLock { $0.topics.formUnion(names) }
        var counts: [String: Int32] = [:]
        for name in names {
            switch partitionCount(of: name, until: end, limit) {
            case .success(let count): counts[name] = count
            case .failure(let error): return .failure(error)
            }
        }
        return .success(counts)
    }

    /// A topic that is being made answers with an error for a moment: it is asked again.
    private func partitionCount(
        of name: String, until end: ContinuousClock.Instant, _ limit: Duration
    ) -> Result<Int32, KafkaError> {
        while true {
            guard let session else { return .failure(closing.wait(for: .zero) ? .closed : .noAnswer(within: limit)) }
            if case .failure(let error) = keep(name, in: session) { return .failure(error) }
            let answer = session.partitionCount(of: name, within: ContinuousClock.now.duration(to: end))
            guard case .failure(let error) = answer, error.isRetriable, ContinuousClock.now + Self.pause < end else {
                return answer
            }
            if closing.wait(for: Self.pause) { return .failure(.closed) }
        }
    }

    private func keep(_ name: String, in session: ProducerSession) -> Result<Void, KafkaError> {
        state.withLock { _ in Result { () throws(KafkaError) in try session.keep(name) }.map { _ in } }
    }

    /// As long as the library waits before it asks again (`retry.backoff.ms`).
    private static let pause = Duration.milliseconds(100)
}
#endif
