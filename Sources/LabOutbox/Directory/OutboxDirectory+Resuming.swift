import LabPublishing
public import LabValues

/// Going on with an experiment that an earlier process began.
extension OutboxDirectory {
    /// The `seq` given last in an experiment that is or was here; nil for an id that never was.
    ///
    /// - Throws: `.damaged`, `.newerFormat`, `.notOurFile`, or `.storage`.
    public func lastSeq(of experiment: ExperimentID) throws(OutboxFault) -> Int? {
        guard files(of: experiment).isThere else { return try lastSeq(ofRemoved: experiment) }
        return try status(of: experiment, readsThrough: false).lastSeq
    }

    /// Opens and holds an experiment's outbox to go on with it; one whose file has gone is made anew behind its last
    /// `seq`.
    ///
    /// - Parameters:
    ///   - sinks: what it delivers to, beside the sinks it knows already; a new one gets what comes from now on.
    ///   - lastSeq: the `seq` after which it must go on.
    /// - Throws: as `reopen`; `.movedOn` when another process has written to it in the meantime.
    public func resume(
        _ experiment: ExperimentID, writer: WriterID, sinks: [OutboxSink], limits: OutboxLimits = OutboxLimits(),
        after lastSeq: Int
    ) throws(OutboxFault) -> Outbox {
        let files = files(of: experiment)
        guard files.isThere || files.arePresent else {
            guard let last = try self.lastSeq(ofRemoved: experiment) else {
                throw .missing(experiment, path: files.database)
            }
            guard last == lastSeq else { throw .movedOn(experiment, lastSeq: last) }
            return try begin(experiment, writer: writer, sinks: sinks, limits: limits, after: last)
        }
        let outbox = try reopen(experiment, limits: limits)
        do throws(OutboxFault) {
            guard outbox.lastSeq == lastSeq else { throw .movedOn(experiment, lastSeq: outbox.lastSeq) }
            for sink in sinks { try outbox.add(sink) }
        } catch {
            try? outbox.close()  // what went wrong before is what counts
            throw error
        }
        return outbox
    }

    /// Gives every event that an experiment's outbox still holds to `body`, in order.
    ///
    /// - Returns: when the last message was made, an event or points; nil when nothing is kept.
    /// - Throws: as `status(of:)`, and what `body` throws.
    public func eachEvent(of experiment: ExperimentID, _ body: (NumberedMessage) throws -> Void) throws -> Timestamp? {
        let files = files(of: experiment)
        guard files.isThere else { throw OutboxFault.missing(experiment, path: files.database) }
        let file = try OutboxFile(opening: files.database, isReadOnly: true)
        guard let kept = try file.kept() else { return nil }
        var (next, last) = (kept.lowerBound, Timestamp?.none)
        while next <= kept.upperBound {
            let rows = try file.rows(in: next...kept.upperBound, atMost: 1000, bytes: 8 << 20).rows
            guard let end = rows.last else { break }
            for row in rows {
                guard let record = row.record else { continue }
                last = record.message.message.timestamp
                if case .event = record.message.message.content { try body(record.message) }
            }
            next = end.seq + 1
        }
        return last
    }
}
