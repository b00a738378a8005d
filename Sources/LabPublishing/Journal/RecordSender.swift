import LabValues
import Synchronization

/// Brings the records of a backlog to one publisher: a batch again and again until it has them, then the next.
package final class RecordSender: Sendable {
    package let sink: SinkAddress
    package let isLocal: Bool
    private let publisher: any Publisher
    private let backlog: any Backlog
    private let clock: any LabClock
    private let report: @Sendable (JournalReport) -> Void
    private let state: Mutex<DeliveryState>

    package init(
        _ sink: SinkAddress, to publisher: any Publisher, isLocal: Bool, from backlog: any Backlog,
        clock: any LabClock, report: @escaping @Sendable (JournalReport) -> Void
    ) {
        (self.sink, self.publisher, self.isLocal) = (sink, publisher, isLocal)
        (self.backlog, self.clock, self.report) = (backlog, clock, report)
        state = Mutex(DeliveryState(isLocal: isLocal))
    }

    /// Says that the backlog has changed. Never called while a lock of the backlog is held.
    package func wake() { state.withLock { $0.wake() } }

    /// Asks for delivery by `deadline`; the signal comes when everything has been delivered and flushed.
    package func drain(by deadline: LabInstant) -> OneShot<Void> {
        let done = OneShot<Void>()
        state.withLock { $0.drain(.init(deadline: deadline, done: done)) }
        return done
    }

    /// Asks `run` to end.
    package func close() { state.withLock { $0.close() } }

    /// Delivers until `close`, then lets go of the publisher.
    package func run() async {
        for notice in publisher.notices { report(.warning(notice)) }
        loop: while true {
            switch state.withLock({ $0.next(backlog.availability) }) {
            case .publish: if await !deliver() { break loop }
            case .flush(let requests): await flush(for: requests)
            case .wait(let signal): await signal.value
            case .end: break loop
            }
        }
        if isLocal { await flush(within: .seconds(2)) }
        await publisher.close()
    }

    /// False when it failed and there is to be no other try.
    private func deliver() async -> Bool {
        do {
            let records = try backlog.first()
            guard !records.isEmpty else { return true }
            do {
                try await publisher.publish(records)
                settle(records, refused: nil)
            } catch let refusal as RecordsRefused {
                settle(records, refused: refusal)
            }
        } catch {
            return await pause(after: error)
        }
        return true
    }

    private func settle(_ records: [Record], refused: RecordsRefused?) {
        let given = Set(refused == nil ? [] : records.map(\.seq))
        let seqs = refused?.seqs.filter(given.contains) ?? []
        backlog.settle(records, refused: Set(seqs), reason: refused?.reason ?? "")
        if state.withLock({ $0.succeed() }) { report(.recovered(sink)) }
        if let refused, !seqs.isEmpty { report(.refused(sink, seqs: seqs, reason: refused.reason)) }
    }

    /// Reports the first of several failures, and waits until another try makes sense.
    private func pause(after error: any Error) async -> Bool {
        let pause = state.withLock { $0.pauseAfterError() }
        if pause != nil || isLocal { failed(error) }
        guard let pause else {
            state.withLock { _ = $0.end() }
            return false
        }
        let alarm = clock.setAlarm(at: clock.now + pause.length) { pause.signal.finish(()) }
        publisher.whenReady { pause.signal.finish(()) }
        await pause.signal.value
        clock.cancelAlarm(alarm)
        return true
    }

    private func flush(for requests: [DeliveryState.Drain]) async {
        let limit = requests.map { $0.deadline - clock.now }.max() ?? .zero
        await flush(within: max(limit, .zero))
        for request in requests { request.done.finish(()) }
    }

    private func flush(within limit: Duration) async {
        do {
            try await publisher.flush(within: limit)
            if state.withLock({ $0.succeed() }) { report(.recovered(sink)) }
        } catch { failed(error) }
    }

    private func failed(_ error: any Error) {
        guard state.withLock({ $0.fail() }) else { return }
        report(isLocal ? .storageFailed(sink, reason: "\(error)") : .degraded(sink, reason: "\(error)"))
    }
}
