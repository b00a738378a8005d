import FoundationEssentials
import GRDB
import LabPublishing
import LabValues

/// The file that takes a damaged one's place, while it is made.
struct FreshFile {
    private let file: OutboxFile
    /// The messages it holds.
    private(set) var kept = SeqRanges()
    private var size = OutboxFile.Size(rows: 0, bytes: 0)
    /// What SQLite itself could read of the damaged file: nothing found elsewhere stands against it.
    private var settled = SeqRanges()
    /// What was found in two forms; neither is kept.
    private var disputed: Set<Int> = []

    /// Begins a file at `path`; what is left there was never finished, and nobody knows of it.
    init(at path: String, header: StoredHeader) throws(OutboxFault) {
        for suffix in ["", "-wal", "-shm"] { removeFile(path + suffix) }
        file = try OutboxFile.create(path, header: header, sinks: [], durability: .normal)
    }

    /// Takes every sound row that SQLite still finds in `damaged`.
    mutating func takeRows(of damaged: OutboxFile) throws(OutboxFault) {
        var fault: OutboxFault?
        // What SQLite cannot read has been noted by now, and is looked for in the pages.
        try? damaged.queue.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT seq, timestamp, committed, kind, crc, bytes FROM records ORDER BY seq")
            do throws(OutboxFault) {
                var isOver = false
                while !isOver {
                    let batch = Self.batch(of: rows, isLast: &isOver)
                    try take(batch)
                }
            } catch { fault = error }
        }
        if let fault { throw fault }
        settled = kept
    }

    /// A cursor that failed is not asked again: it would begin anew.
    private static func batch(of rows: RowCursor, isLast: inout Bool) -> [StoredRow] {
        var batch: [StoredRow] = []
        while batch.count < 1000 {
            guard let row = try? rows.next() else {  // the reason is told by the inspection
                isLast = true
                break
            }
            let stored = StoredRow(row)
            if stored.seq > 0, stored.isIntact { batch.append(stored) }
        }
        return batch
    }

    /// Takes every sound row that `scan` finds, `isWanted`, and is not there yet.
    mutating func takeRows(of scan: RawScan, where isWanted: (Int) -> Bool) throws(OutboxFault) {
        do {
            let settled = settled
            try scan.records(where: { $0 > 0 && !settled.contains($0) && isWanted($0) }) { row in
                // A sound checksum by chance, over what was never a row, is no message of this place.
                guard !disputed.contains(row.seq), kept.contains(row.seq) || row.record != nil else { return }
                try take([row])
            }
        } catch { throw OutboxFile.fault(error, at: file.path) }
    }

    private mutating func take(_ rows: [StoredRow]) throws(OutboxFault) {
        let kept = kept
        let (new, removed) = try OutboxFile.reporting(file.path) { () throws in
            try file.queue.write { try Self.insert(rows, beside: kept, into: $0) }
        }
        for row in new { self.kept.insert(row.seq) }
        disputed.formUnion(removed.map(\.seq))
        for row in removed { self.kept = self.kept.subtracting(SeqRanges(row.seq, row.seq)) }
        size.rows += new.count - removed.count
        size.bytes += new.reduce(0) { $0 + $1.weight } - removed.reduce(0) { $0 + $1.weight }
    }

    private static func insert(
        _ rows: [StoredRow], beside kept: SeqRanges, into database: Database
    ) throws -> (new: [StoredRow], removed: [StoredRow]) {
        var (new, removed): ([StoredRow], [StoredRow]) = ([], [])
        var seen = kept
        for row in rows {
            if seen.contains(row.seq) {
                let columns = "seq, timestamp, committed, kind, crc, bytes"
                let known = try Row.fetchOne(
                    database, sql: "SELECT \(columns) FROM records WHERE seq = ?", arguments: [row.seq])
                guard let known = known.map(StoredRow.init), known.bytes != row.bytes else { continue }
                try database.execute(sql: "DELETE FROM records WHERE seq = ?", arguments: [row.seq])
                removed.append(known)
                continue
            }
            try database.execute(
                sql: "INSERT INTO records (seq, timestamp, committed, kind, crc, bytes) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [row.seq, row.timestamp, row.committed, row.kind, Int64(row.checksum), Data(row.bytes)])
            seen.insert(row.seq)
            new.append(row)
        }
        return (new, removed)
    }

    /// The message with the lowest `seq`: it says who wrote, and when, where the header does not.
    func firstRecord() throws(OutboxFault) -> LabPublishing.Record? {
        try file.rows(in: 1...Int.max, atMost: 1).rows.first?.record
    }

    /// Writes everything beside the messages, and has the disk keep it all.
    func finish(_ plan: SalvagePlan, header: StoredHeader) throws(OutboxFault) {
        var transaction = OutboxTransaction()
        transaction.lastSeq = plan.lastSeq
        for sink in plan.sinks {
            try file.add(sink.line)
            transaction.gaps += sink.gaps.map { (sink.line.id, $0) }
            transaction.refused += sink.refused
            for note in sink.notes { try file.keep(note.text, as: note.name, of: sink.line.id) }
        }
        _ = try file.commit(transaction, size: size, at: header.begun)
        try OutboxFile.reporting(file.path) { () throws in
            try file.queue.write {
                try $0.execute(
                    sql: "UPDATE meta SET writer = ?, begun = ?", arguments: [header.writer, header.begun])
            }
            try file.checkpoint()
            try file.close()
        }
    }

    /// Gives up what was begun.
    func abandon() {
        try? file.close()  // it is removed in any case
        for suffix in ["", "-wal", "-shm"] { removeFile(file.path + suffix) }
    }
}

extension StoredRow {
    fileprivate var weight: Int { bytes.count + OutboxLimits.rowBytes }
}
