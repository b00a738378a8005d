import Glibc
import LabPublishing
import LabValues

/// The one thread that writes an outbox: whatever is queued when a commit ends goes into the next.
final class OutboxWriter: Sendable {
    /// Delivered messages go first when the outbox is filled to this part.
    private static let room = 0.75

    let ended = OneShot<Void>()
    private let outbox: Outbox
    private let writer: WriterID
    private let state: Monitor<OutboxState>
    private let clock: any LabClock
    private let report: @Sendable (JournalReport) -> Void
    private let wake: @Sendable () -> Void

    /// - Parameter wake: called after every commit, for the senders.
    init(
        _ outbox: Outbox, writer: WriterID, state: Monitor<OutboxState>, clock: any LabClock,
        report: @escaping @Sendable (JournalReport) -> Void, wake: @escaping @Sendable () -> Void
    ) {
        (self.outbox, self.writer, self.state) = (outbox, writer, state)
        (self.clock, self.report, self.wake) = (clock, report, wake)
    }

    /// Writes until the state says that it is over.
    func run() {
        while true {
            switch state.wait(until: { $0.next() }) {
            case .commit(let slots): commit(number(slots))
            case .forget: forget()
            case .end, nil: return end()
            }
        }
    }

    /// Gives every message its `seq` and its form.
    private func number(_ slots: [OutboxQueue.Slot]) -> (slots: [NumberedSlot], lastSeq: Int) {
        var seq = state.read { $0.lastSeq }
        let numbered = slots.map { slot -> NumberedSlot in
            defer { seq += slot.count }
            switch slot {
            case .lost(let count): return .lost(first: seq + 1, count: count)
            case .message(let message):
                return .record(
                    Record(
                        NumberedMessage(experiment: outbox.experiment, seq: seq + 1, writer: writer, message: message)))
            }
        }
        return (numbered, seq)
    }

    private func commit(_ group: (slots: [NumberedSlot], lastSeq: Int)) {
        var slots = group.slots
        var backOff = BackOff.local
        while true {
            do throws(OutboxFault) {
                try forgetWhatIsInTheWay(of: slots)
                let (plan, size) = state.read { state in
                    (state.plan(&slots, lastSeq: max(state.lastSeq, group.lastSeq)), state.size)
                }
                let newSize = try outbox.file.commit(plan.transaction, size: size, at: now)
                say(state.update { $0.committed(plan, size: newSize, at: clock.now) })
                wake()
                return recover()
            } catch {
                guard isWorthAnotherTry(after: error, &backOff) else { return abandon(slots) }
            }
        }
    }

    /// Says what is wrong, and waits; false when there is no time left.
    private func isWorthAnotherTry(after fault: OutboxFault, _ backOff: inout BackOff) -> Bool {
        let trouble = fault.storage(at: outbox.file.path)
        let (reports, freesReserve, isOver) = state.update { state in
            let freesReserve = state.hasReserve && [ENOSPC, EDQUOT].contains(trouble.errorNumber)
            if freesReserve { state.hasReserve = false }
            return (state.failed(trouble), freesReserve, state.phase == .finishing || state.phase == .ended)
        }
        say(reports)
        if freesReserve {
            outbox.reserve.release()
            return true
        }
        if isOver { return false }
        pause(backOff.next())
        return true
    }

    private func pause(_ length: Duration) {
        state.update { $0.isPausing = true }
        let alarm = clock.setAlarm(at: clock.now + length) { [state] in state.update { $0.isPausing = false } }
        _ = state.wait { state -> Bool? in
            !state.isPausing || state.phase == .finishing || state.phase == .ended ? true : nil
        }
        clock.cancelAlarm(alarm)
    }

    /// Takes the reserve back, and tells that the disk takes messages again.
    private func recover() {
        let (isTroubled, hasReserve) = state.read { ($0.trouble != nil || $0.isFull, $0.hasReserve) }
        guard isTroubled, hasReserve || outbox.reserve.retake() else { return }
        say(
            state.update { state in
                state.hasReserve = true
                return state.recover()
            })
    }

    private func abandon(_ slots: [NumberedSlot]) {
        let given = slots.reduce(0) { if case .lost(_, let count) = $1 { $0 + count } else { $0 } }
        let lost = state.update { $0.abandon(given: given) }
        guard lost > 0 else { return }
        report(.warning("Messages lost because the outbox could not be written: \(lost)."))
    }

    // MARK: Forgetting

    /// Delivered messages that were only kept for a replay make room for new ones.
    private func forgetWhatIsInTheWay(of slots: [NumberedSlot]) throws(OutboxFault) {
        while true {
            let (size, cursor, limits, lastSeq) = state.read { state in
                (state.size, state.cursor, state.limits, state.lastSeq)
            }
            let isFilling = limits.fullness(bytes: size.bytes, messages: size.rows + slots.count) > Self.room
            guard isFilling, size.rows > 0 else { return }
            let share = max(1, min(max(slots.count, limits.maxMessages / 64), 10_000))
            let left = try outbox.file.forget(through: cursor, atMost: share, size: size, lastSeq: lastSeq)
            state.read { $0.size = left }
            if left == size { return }
        }
    }

    /// Deletes some of what was kept long enough; more when the state asks again.
    private func forget() {
        let (size, cursor, retention, lastSeq) = state.read { state in
            (state.size, state.cursor, state.limits.retention, state.lastSeq)
        }
        let before = now - retention.components.seconds * 1000
        // A disk that fails shows in the next commit; here nothing is lost.
        let left =
            (try? outbox.file.forget(
                through: cursor, atMost: 1000, committedBefore: before, size: size, lastSeq: lastSeq)) ?? size
        state.read { state in
            state.size = left
            state.isForgettingDue = left != size
        }
    }

    private func end() {
        let isCrash = state.read { $0.phase == .ended }
        if !isCrash {
            say(state.read { $0.takeDropReports(at: clock.now, all: true) })
            // What fails here costs nothing but time at the next start.
            try? outbox.file.note(ended: now)
            try? outbox.file.checkpoint()
        }
        state.update { $0.phase = .ended }
        try? outbox.close()
        ended.finish(())
    }

    private var now: Int64 { clock.wallTime.millisecondsSinceEpoch }

    private func say(_ reports: [JournalReport]) { for each in reports { report(each) } }
}

extension OutboxState {
    /// What every sink has, and what says so is committed.
    var cursor: Int { sinks.map(\.stored.cursor).min() ?? lastSeq }
}

extension OutboxFault {
    /// What it means for one who writes.
    fileprivate func storage(at path: String) -> StorageFault {
        if case .storage(let fault) = self { fault } else { StorageFault(path: path, errorNumber: EIO) }
    }
}
