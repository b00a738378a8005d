import LabValues
import Synchronization

/// Brings records to one publisher: whatever is queued as one batch, again and again until it has them.
final class RecordSender: Sendable {
    let sink: SinkAddress
    let isLocal: Bool
    private let publisher: any Publisher
    private let clock: any LabClock
    private let report: @Sendable (JournalReport) -> Void
    private let state: Mutex<DeliveryState>

    init(
        _ sink: SinkAddress, to publisher: any Publisher, isLocal: Bool, clock: any LabClock,
        report: @escaping @Sendable (JournalReport) -> Void
    ) {
        (self.sink, self.publisher, self.isLocal) = (sink, publisher, isLocal)
        (self.clock, self.report) = (clock, report)
        state = Mutex(DeliveryState(isLocal: isLocal))
    }

    var counts: DeliveryCounts { state.withLock { $0.counts } }
    var footprint: Int { state.withLock { $0.footprint } }

    func append(_ records: [Record]) { state.withLock { $0.append(records) } }

    /// Asks for delivery by `deadline`; the signal comes when everything has been delivered and flushed.
    func drain(by deadline: LabInstant) -> OneShot<Void> {
        let done = OneShot<Void>()
        state.withLock { $0.drain(.init(deadline: deadline, done: done)) }
        return done
    }

    /// Asks `run` to end.
    func close() { state.withLock { $0.close() } }

    /// Delivers until `close`, then lets go of the publisher.
    func run() async {
        loop: while true {
            switch state.withLock({ $0.next() }) {
            case .publish(let records): if await !deliver(records) { break loop }
            case .flush(let requests): await flush(for: requests)
            case .wait(let signal): await signal.value
            case .end: break loop
            }
        }
        if isLocal { await flush(within: .seconds(2)) }
        await publisher.close()
    }

    /// False when it failed and there is to be no other try.
    private func deliver(_ records: [Record]) async -> Bool {
        do {
            try await publisher.publish(records)
            settle(records, refused: nil)
        } catch let refusal as RecordsRefused {
            settle(records, refused: refusal)
        } catch {
            return await pause(after: error)
        }
        return true
    }

    private func settle(_ records: [Record], refused: RecordsRefused?) {
        let given = Set(records.map(\.seq))
        let seqs = refused?.seqs.filter(given.contains) ?? []
        if state.withLock({ $0.settle(records.count, refused: seqs.count) }) { report(.recovered(sink)) }
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
