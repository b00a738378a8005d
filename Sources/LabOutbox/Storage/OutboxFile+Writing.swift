import FoundationEssentials
import GRDB
import LabPublishing
import LabValues

/// What is written to a file; one thread at a time.
extension OutboxFile {
    /// How much a file holds.
    struct Size: Sendable, Equatable {
        var rows: Int
        var bytes: Int
    }

    /// Commits everything of `transaction`, or nothing.
    ///
    /// - Returns: what the file holds afterwards.
    func commit(_ transaction: OutboxTransaction, size: Size, at time: Int64) throws(OutboxFault) -> Size {
        try writing { database in
            var size = size
            for refusal in transaction.refused { try insert(refusal, into: database) }
            for taken in transaction.taken {
                try database.execute(
                    sql: "DELETE FROM refused WHERE sink = ? AND seq = ?", arguments: [taken.sink, taken.seq])
            }
            for range in transaction.deletions { try delete(range, from: database, &size) }
            try insert(transaction.records, into: database, &size, at: time)
            for sink in transaction.sinks { try update(sink, in: database) }
            for (sink, gap) in transaction.gaps {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO gaps VALUES (?, ?, ?, ?, ?)",
                    arguments: [sink, gap.first, gap.last, gap.count, gap.policy])
            }
            try update(size, lastSeq: transaction.lastSeq, in: database)
            return size
        }
    }

    /// Deletes the first delivered rows, at most `limit` and, when `time` is given, only those committed before it.
    func forget(
        through cursor: Int, atMost limit: Int, committedBefore time: Int64? = nil, size: Size, lastSeq: Int
    ) throws(OutboxFault) -> Size {
        try writing { database in
            let bound = try Int.fetchOne(
                database,
                sql: """
                    SELECT max(seq) FROM (
                        SELECT seq, committed FROM records
                        WHERE seq <= ? AND seq NOT IN (SELECT seq FROM refused) ORDER BY seq LIMIT ?)
                    WHERE committed < ?
                    """, arguments: [cursor, limit, time ?? .max])
            guard let bound else { return size }
            var size = size
            try delete(0...bound, from: database, &size)
            try update(size, lastSeq: lastSeq, in: database)
            return size
        }
    }

    /// Notes when a run has let go of the file; the next commit takes that back.
    func note(ended: Int64) throws(OutboxFault) {
        try writing { try $0.execute(sql: "UPDATE meta SET ended = ?", arguments: [ended]) }
    }

    /// Adds a sink.
    func add(_ sink: StoredSink) throws(OutboxFault) {
        try writing { try Self.insert(sink, into: $0) }
    }

    /// Writes a sink's line, and forgets what it refused from `seq` on.
    func rewind(_ sink: StoredSink, to seq: Int) throws(OutboxFault) {
        try writing { database in
            try update(sink, in: database)
            try database.execute(
                sql: "DELETE FROM refused WHERE sink = ? AND seq >= ?", arguments: [sink.id, seq])
        }
    }

    /// Keeps what a sink's publisher notes.
    func keep(_ text: String, as name: String, of sink: Int64) throws(OutboxFault) {
        try writing {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)",
                arguments: [sink, name, text, CRC32C.note(text, name, sink)])
        }
    }

    private func writing<Value>(_ body: (Database) throws -> Value) throws(OutboxFault) -> Value {
        try Self.reporting(path) { () throws in try queue.write(body) }
    }

    private func insert(
        _ records: [LabPublishing.Record], into database: Database, _ size: inout Size, at time: Int64
    ) throws {
        guard !records.isEmpty else { return }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO records (seq, timestamp, committed, kind, crc, bytes) VALUES (?, ?, ?, ?, ?, ?)")
        for record in records {
            let row = StoredRow(record, committed: time)
            statement.setUncheckedArguments([
                row.seq, row.timestamp, row.committed, row.kind, Int64(row.checksum), Data(row.bytes),
            ])
            try statement.execute()
            size.rows += 1
            size.bytes += row.bytes.count + OutboxLimits.rowBytes
        }
    }

    private func delete(_ range: ClosedRange<Int>, from database: Database, _ size: inout Size) throws {
        let condition = "seq BETWEEN ? AND ? AND seq NOT IN (SELECT seq FROM refused)"
        let arguments: StatementArguments = [range.lowerBound, range.upperBound]
        let sums = try Row.fetchOne(
            database, sql: "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM records WHERE \(condition)",
            arguments: arguments)
        guard let sums, let rows = Int.fromDatabaseValue(sums[0]), let bytes = Int.fromDatabaseValue(sums[1]), rows > 0
        else { return }
        try database.execute(sql: "DELETE FROM records WHERE \(condition)", arguments: arguments)
        size.rows -= rows
        size.bytes -= bytes + rows * OutboxLimits.rowBytes
    }

    private func insert(_ refusal: OutboxTransaction.Refusal, into database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO refused VALUES (?, ?, ?)",
            arguments: [refusal.sink, refusal.seq, refusal.reason])
    }

    private func update(_ sink: StoredSink, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                UPDATE sinks SET started = ?, cursor = ?, delivered = ?, refused = ?, dropped = ?, crc = ?
                WHERE id = ?
                """)
        try statement.execute(arguments: [
            sink.started, sink.cursor, sink.delivered, sink.refused, sink.dropped, sink.checksum, sink.id,
        ])
    }

    private func update(_ size: Size, lastSeq: Int, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "UPDATE meta SET last_seq = ?, rows = ?, bytes = ?, ended = NULL, crc = ?")
        try statement.execute(arguments: [
            lastSeq, size.rows, size.bytes, CRC32C.meta(lastSeq: lastSeq, rows: size.rows, bytes: size.bytes),
        ])
    }
}
