import Glibc
import LabPublishing
public import LabValues

/// What an outbox holds, and how it ends.
extension OutboxDirectory {
    /// What an experiment's outbox holds; also while a run works on it.
    ///
    /// One that nobody works on is read through, and damage is told; it is mended by `reopen` only.
    /// - Parameter readsThrough: false for a quick look, which finds no damage.
    /// - Throws: `.missing`, `.damaged`, `.newerFormat`, `.notOurFile`, or `.storage`.
    public func status(
        of experiment: ExperimentID, readsThrough: Bool = true
    ) throws(OutboxFault) -> OutboxStatus {
        let files = files(of: experiment)
        guard files.isThere else { throw .missing(experiment, path: files.database) }
        let holder = OutboxLock.holder(files.lock)
        let damage = holder == nil && readsThrough ? try damage(of: experiment) : []
        do throws(OutboxFault) {
            let file = try OutboxFile(opening: files.database, isReadOnly: true)
            var status = try file.status(heldBy: holder)
            status.damage = damage
            return status
        } catch {
            throw damage.first.map { .damaged(path: files.database, what: $0) } ?? error
        }
    }

    /// Throws away what an experiment's outbox holds; the id stays known.
    ///
    /// - Returns: what was there.
    /// - Throws: `.held`, and as `status(of:)`.
    @discardableResult
    public func discard(_ experiment: ExperimentID) throws(OutboxFault) -> OutboxStatus {
        let files = files(of: experiment)
        guard files.isThere else { throw .missing(experiment, path: files.database) }
        let lock = try OutboxLock(files.lock, of: experiment)
        let file = try OutboxFile(opening: files.database, isReadOnly: true)
        let status = try file.status(heldBy: nil)
        try remove(experiment, lastSeq: status.lastSeq, files, lock)
        return status
    }

    /// Removes the outboxes that nobody waits for: everything delivered, nothing refused, and kept for `retention`.
    ///
    /// One that is held, or that cannot be read, is left alone.
    /// - Returns: the experiments whose file is gone.
    public func removeSettled(retention: Duration) throws(OutboxFault) -> [ExperimentID] {
        removeUnfinished()
        return try experiments().filter { experiment in
            // What cannot be opened is told where somebody asks for it, in `status` or `reopen`.
            (try? removeIfSettled(experiment, retention)) ?? false
        }
    }

    private func removeIfSettled(_ experiment: ExperimentID, _ retention: Duration) throws(OutboxFault) -> Bool {
        let files = files(of: experiment)
        let lock = try OutboxLock(files.lock, of: experiment)
        let file = try OutboxFile(opening: files.database, isReadOnly: true)
        let status = try file.status(heldBy: nil)
        let last = try file.lastCommit() ?? status.ended?.millisecondsSinceEpoch ?? status.begun.millisecondsSinceEpoch
        guard status.isSettled, Timestamp(millisecondsSinceEpoch: last) + retention <= clock.wallTime else {
            return false
        }
        guard try damage(of: experiment).isEmpty else { return false }
        try remove(experiment, lastSeq: status.lastSeq, files, lock)
        return true
    }

    /// The id is on the disk before the file goes: it can never be used a second time.
    private func remove(
        _ experiment: ExperimentID, lastSeq: Int, _ files: Files, _ lock: OutboxLock
    ) throws(OutboxFault) {
        try register.append(experiment, lastSeq: lastSeq, at: clock.wallTime)
        files.unlinkAll()
        lock.remove()
    }
}

extension OutboxFile {
    /// What the file holds.
    func status(heldBy holder: OutboxHolder?) throws(OutboxFault) -> OutboxStatus {
        let header = try header()
        var status = OutboxStatus(
            experiment: header.experiment, holder: holder, begun: Timestamp(millisecondsSinceEpoch: header.begun),
            ended: header.ended.map { Timestamp(millisecondsSinceEpoch: $0) }, lastSeq: header.lastSeq,
            messages: header.rows, bytes: header.bytes, kept: try kept(), sinks: [])
        for stored in try sinks() {
            let counts = stored.counts(lastSeq: header.lastSeq)
            status.sinks.append(
                OutboxStatus.Sink(
                    sink: stored.sink, counts: counts, cursor: stored.cursor, refused: try refused(by: stored.id),
                    gaps: try gaps(of: stored.id),
                    oldestPending: counts.pending > 0 ? try timestamp(after: stored.cursor) : nil))
        }
        return status
    }
}
