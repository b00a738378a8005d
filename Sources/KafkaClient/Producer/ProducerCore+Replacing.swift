#if Kafka
import Logging
import Synchronization

extension ProducerCore {
    /// How long a dead client may take to report what it still held.
    private static let patience = Duration.seconds(5)

    /// Ends a client that died: everything that waits gets its outcome, for it must not overtake what failed.
    func bury(_ session: ProducerSession, _ state: inout State, because code: KafkaErrorCode) {
        state.phase = .replacing
        session.reports.die(of: code)
        for entry in state.backlog.removeAll() { drop(entry, because: code, session) }
        session.purge()
        logger.notice("The Kafka client is replaced.", metadata: ["code": "\(code.name)"])
        // Handed over by hand: a capture would keep the client alive as long as the thread.
        let dead = Unmanaged.passRetained(session)
        startThread { [weak self] in
            let destroyed = Self.empty(dead)
            self?.replace(afterEndOf: destroyed)
        }
    }

    /// Waits until a dead client has reported everything, and lets it go. Returns the latch of its end.
    private static func empty(_ dead: Unmanaged<ProducerSession>) -> Latch {
        let session = dead.takeRetainedValue()
        _ = session.reports.whenDrained().wait(for: patience)
        session.reports.abandon()
        return session.handle.destroyed
    }

    /// Makes the next client after a pause. At most two are alive: the new one, and the one before on its way out.
    private func replace(afterEndOf destroyed: Latch) {
        let before = state.withLock { state in
            defer { state.dying = destroyed }
            return state.dying
        }
        before?.wait()
        while !closing.wait(for: backOff.withLock { $0.next() }) {
            do throws(KafkaError) {
                return open(try makeSession())
            } catch {
                logger.warning("No new Kafka client could be made.", metadata: ["reason": "\(error)"])
            }
        }
    }

    private func open(_ session: ProducerSession) {
        for name in state.withLock({ $0.topics }) {
            guard (try? session.keep(name)) != nil else { continue }  // its first message will tell why
            if case .failure = session.partitionCount(of: name, within: .seconds(1)) { break }
        }
        let isWanted = state.withLock { state in
            if !state.isClosing { state.phase = .open(session) }
            return !state.isClosing
        }
        if isWanted { pump() }
    }
}
#endif
