import LabPublishing
import LabValues
import Synchronization

/// What one sink has not got yet of an outbox: from memory near the head, else from the file.
final class OutboxBacklog: Backlog {
    private static let batchRecords = 5000
    private static let batchBytes = 4 << 20
    /// A cursor that moved waits this long for messages to ride with; then it is committed alone.
    private static let cursorDelay = Duration.milliseconds(50)

    private let state: Monitor<OutboxState>
    private let place: Int
    private let path: String
    private let clock: any LabClock
    private let report: @Sendable (JournalReport) -> Void
    /// A batch, until it is settled.
    private struct Batch {
        var records: [Record] = []
        /// Whether the sink refused them once already.
        var isRetry = false
    }

    /// The last batch; only the sender asks for it.
    private let held = Mutex(Batch())
    private let reader = Mutex<OutboxFile?>(nil)

    init(
        of place: Int, in state: Monitor<OutboxState>, path: String, clock: any LabClock,
        report: @escaping @Sendable (JournalReport) -> Void
    ) {
        (self.state, self.place, self.path) = (state, place, path)
        (self.clock, self.report) = (clock, report)
    }

    var counts: DeliveryCounts { state.read { $0.counts(of: place) } }

    var availability: BacklogAvailability {
        let (availability, isFarAhead) = state.read { $0.availability(of: place) }
        if isFarAhead { state.update { $0.areCursorsDue = true } }
        return availability
    }

    func first() throws -> [Record] {
        let batch = held.withLock { $0.records }
        guard batch.isEmpty else { return batch }
        let retries = try retries()
        guard retries.isEmpty else { return retries }
        while let range = state.read({ $0.claim(of: place) }) {
            let (records, last) = try find(range)
            let lost = missing(in: range.lowerBound...last, from: records)
            for report in state.update({ $0.found(through: last, lost: lost, of: place) }) { self.report(report) }
            guard records.isEmpty else {
                held.withLock { $0 = Batch(records: records) }
                return records
            }
        }
        return []
    }

    func settle(_ records: [Record], refused: Set<Int>, reason: String) {
        let isRetry = held.withLock { batch in
            defer { batch = Batch() }
            return batch.isRetry
        }
        let wantsAlarm = state.update { state in
            if isRetry {
                state.sinks[place].settleRetries(records.map(\.seq), refused: refused)
            } else {
                state.sinks[place].settle(records.count, refused: refused, reason: reason)
            }
            return state.wantsCursorAlarm()
        }
        guard wantsAlarm else { return }
        _ = clock.setAlarm(at: clock.now + Self.cursorDelay) { [state] in state.update { $0.areCursorsDue = true } }
    }

    /// What the sink refused once and is to be offered again. A damaged row stays refused.
    private func retries() throws(OutboxFault) -> [Record] {
        while true {
            let seqs = Array(state.read { $0.sinks[place].retries.prefix(100) })
            guard !seqs.isEmpty else { return [] }
            let file = try openedFile()
            var records: [Record] = []
            for seq in seqs { records += try file.rows(in: seq...seq, atMost: 1).rows.compactMap(\.record) }
            let gone = Set(seqs).subtracting(records.map(\.seq))
            state.update { $0.sinks[place].settleRetries(Array(gone), refused: gone) }
            guard records.isEmpty else {
                held.withLock { [records] in $0 = Batch(records: records, isRetry: true) }
                return records
            }
        }
    }

    /// The sound records at the beginning of a range, and the `seq` up to which that is all there is.
    private func find(_ range: ClosedRange<Int>) throws(OutboxFault) -> (records: [Record], last: Int) {
        let recent = state.read { state in
            state.recent.records(in: range, atMost: Self.batchRecords, bytes: Self.batchBytes)
        }
        if let recent, let last = recent.last { return (recent, last.seq) }
        let (rows, isWhole) = try read(range)
        return (rows.compactMap(\.record), isWhole ? range.upperBound : rows.last?.seq ?? range.upperBound)
    }

    private func read(_ range: ClosedRange<Int>) throws(OutboxFault) -> (rows: [StoredRow], isWhole: Bool) {
        let file = try openedFile()
        do throws(OutboxFault) {
            return try file.rows(in: range, atMost: Self.batchRecords, bytes: Self.batchBytes)
        } catch {
            guard case .damaged = error else { throw error }
            // A damaged page hides its own rows. When all seem gone, none is given up: the file is to be mended first.
            let rows = range.prefix(Self.batchRecords).compactMap { seq in
                (try? file.rows(in: seq...seq, atMost: 1))?.rows.first
            }
            guard !rows.isEmpty else { throw error }
            return (rows, range.count <= Self.batchRecords)
        }
    }

    private func openedFile() throws(OutboxFault) -> OutboxFile {
        if let file = reader.withLock({ $0 }) { return file }
        let file = try OutboxFile(opening: path, isReadOnly: true)
        reader.withLock { $0 = file }
        return file
    }

    private func missing(in range: ClosedRange<Int>, from records: [Record]) -> [Int] {
        guard records.count < range.count else { return [] }
        let found = Set(records.map(\.seq))
        return range.filter { !found.contains($0) }
    }
}

extension OutboxState {
    /// Whether a sink has something to get now, and whether it waits for its cursor to be committed.
    fileprivate func availability(of place: Int) -> (BacklogAvailability, isFarAhead: Bool) {
        let sink = sinks[place]
        if sink.claim != nil || !sink.retries.isEmpty { return (.records, false) }
        guard sink.position < lastSeq else {
            return (unnumbered == 0 || phase == .ended ? .nothing : .later, false)
        }
        var next = sink
        return next.claim(through: lastSeq, window: window) == nil ? (.later, true) : (.records, false)
    }

    fileprivate mutating func claim(of place: Int) -> ClosedRange<Int>? {
        sinks[place].claim(through: lastSeq, window: window)
    }

    /// Notes how far a claim was really found, and what of it can never be sent.
    fileprivate mutating func found(through last: Int, lost: [Int], of place: Int) -> [JournalReport] {
        sinks[place].shrinkClaim(to: last)
        guard !lost.isEmpty else { return [] }
        sinks[place].lose(lost, policy: "damaged")
        areCursorsDue = true
        return sinks[place].takeUnreported().map { gap in
            .dropped(sinks[place].name, first: gap.first, last: gap.last, count: gap.count, policy: gap.policy)
        }
    }
}
