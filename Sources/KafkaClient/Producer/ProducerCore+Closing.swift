#if Kafka
import CRdKafka
import Synchronization

extension ProducerCore {
    /// Waits until every message has its outcome. Blocks. Returns how many have none when `limit` is over.
    func flush(within limit: Duration) -> Int {
        let end = ContinuousClock.now + limit
        let idle = traffic.withLock { $0.whenIdle() }
        // The library then no longer waits for batches to fill up.
        if let session { _ = session.handle.use { rd_kafka_flush($0, limit.milliseconds) } }
        _ = idle.wait(for: ContinuousClock.now.duration(to: end))
        return traffic.withLock { $0.unsettled }
    }

    /// Takes no more messages, flushes, gives the rest up and lets the client go. Blocks.
    ///
    /// Returns how many were given up.
    func close(within limit: Duration) -> Int {
        let end = ContinuousClock.now + limit
        let isFirst = state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
        guard isFirst else { return 0 }
        let left = flush(within: limit)
        closing.open()
        let destroyed = shut()
        let rest = max(ContinuousClock.now.duration(to: end), .seconds(1))
        for latch in destroyed { _ = latch.wait(for: rest) }
        return left
    }

    /// The client of the moment, if there is one.
    var session: ProducerSession? {
        state.withLock { state in
            if case .open(let session) = state.phase { return session }
            return nil
        }
    }

    /// Gives everything up that has no outcome. Returns the latches of the clients that end.
    private func shut() -> [Latch] {
        let (session, dying) = state.withLock { state -> (ProducerSession?, Latch?) in
            var session: ProducerSession?
            if case .open(let open) = state.phase { session = open }
            state.phase = .closed
            for entry in state.backlog.removeAll() { drop(entry, because: .destroyed, session) }
            return (session, state.dying)
        }
        session?.purge()
        _ = session?.reports.whenDrained().wait(for: .seconds(1))
        session?.reports.abandon()
        return [session?.handle.destroyed, dying].compactMap { $0 }
    }
}
#endif
