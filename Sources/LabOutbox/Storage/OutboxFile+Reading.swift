import FoundationEssentials
import GRDB
import LabPublishing
import LabValues

/// What a file holds.
extension OutboxFile {
    /// What it says about itself. A `seq` that a row has is never given again, whatever the header says.
    func header() throws(OutboxFault) -> StoredHeader {
        try reporting { database in
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM meta WHERE id = 1") else {
                throw OutboxFault.damaged(path: path, what: "its header is gone")
            }
            var header = StoredHeader(
                experiment: try ExperimentID(try value("experiment", of: row)), writer: try value("writer", of: row),
                begun: try value("begun", of: row), ended: Int64.fromDatabaseValue(row["ended"]))
            header.lastSeq = try value("last_seq", of: row)
            (header.rows, header.bytes) = (try value("rows", of: row), try value("bytes", of: row))
            let lastRow = try Int.fetchOne(database, sql: "SELECT max(seq) FROM records") ?? 0
            header.lastSeq = max(header.lastSeq, lastRow)
            return header
        }
    }

    /// Its sinks, in the order they were given.
    func sinks() throws(OutboxFault) -> [StoredSink] {
        try reporting { database in
            try Row.fetchAll(database, sql: "SELECT * FROM sinks ORDER BY id").map { row in
                let sink = OutboxSink(
                    try SinkAddress(try value("address", of: row)), host: try value("host", of: row),
                    isLocal: try value("is_local", of: row))
                return StoredSink(
                    id: try value("id", of: row), sink: sink, started: try value("started", of: row),
                    cursor: try value("cursor", of: row), delivered: try value("delivered", of: row),
                    refused: try value("refused", of: row), dropped: try value("dropped", of: row))
            }
        }
    }

    /// What a sink will not get, in order, from `seq` on.
    func gaps(of sink: Int64, after seq: Int = 0) throws(OutboxFault) -> [OutboxGap] {
        try reporting { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM gaps WHERE sink = ? AND last_seq > ? ORDER BY first_seq",
                arguments: [sink, seq]
            ).map { row in
                OutboxGap(
                    try value("first_seq", of: row), try value("last_seq", of: row), count: try value("count", of: row),
                    policy: try value("policy", of: row))
            }
        }
    }

    /// What a sink refused, in order.
    func refused(by sink: Int64) throws(OutboxFault) -> [(seq: Int, reason: String)] {
        try reporting { database in
            try Row.fetchAll(
                database, sql: "SELECT seq, reason FROM refused WHERE sink = ? ORDER BY seq", arguments: [sink]
            ).map { (try value("seq", of: $0), try value("reason", of: $0)) }
        }
    }

    /// The rows of a range, in order, as many as fit both bounds, but at least one when there is any.
    ///
    /// - Returns: the rows, and whether these are all that the range has.
    func rows(
        in range: ClosedRange<Int>, atMost limit: Int, bytes: Int = .max
    ) throws(OutboxFault) -> (rows: [StoredRow], isWhole: Bool) {
        try reporting { database in
            var found: [StoredRow] = []
            var size = 0
            let statement = try database.cachedStatement(
                sql: """
                    SELECT seq, timestamp, committed, kind, crc, bytes FROM records
                    WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?
                    """)
            let rows = try Row.fetchCursor(
                statement, arguments: [range.lowerBound, range.upperBound, limit])
            while let row = try rows.next() {
                let stored = StoredRow(row)
                size += stored.bytes.count
                if size > bytes, !found.isEmpty { return (found, false) }
                found.append(stored)
            }
            return (found, found.count < limit)
        }
    }

    /// The first and the last `seq` that is kept.
    func kept() throws(OutboxFault) -> ClosedRange<Int>? {
        try reporting { database in
            let row = try Row.fetchOne(database, sql: "SELECT min(seq), max(seq) FROM records")
            guard let row, let first = Int.fromDatabaseValue(row[0]), let last = Int.fromDatabaseValue(row[1])
            else { return nil }
            return first...max(first, last)
        }
    }

    /// The latest of these events that is kept; nil when none is. What cannot be read is passed over.
    func latestEvent(of names: Set<EventName>) throws(OutboxFault) -> EventName? {
        try reporting { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT seq, timestamp, committed, kind, crc, bytes FROM records
                    WHERE kind = 'event' ORDER BY seq DESC
                    """)
            while let row = try rows.next() {
                guard case .event(let name, _) = StoredRow(row).record?.message.message.content else { continue }
                if names.contains(name) { return name }
            }
            return nil
        }
    }

    /// When the first message after `seq` was made.
    func timestamp(after seq: Int) throws(OutboxFault) -> Timestamp? {
        try reporting { database in
            try Int64.fetchOne(
                database, sql: "SELECT timestamp FROM records WHERE seq > ? ORDER BY seq LIMIT 1", arguments: [seq]
            ).map { Timestamp(millisecondsSinceEpoch: $0) }
        }
    }

    /// When the last row was committed, in milliseconds since 1970.
    func lastCommit() throws(OutboxFault) -> Int64? {
        try reporting { database in
            try Int64.fetchOne(database, sql: "SELECT committed FROM records ORDER BY seq DESC LIMIT 1")
        }
    }

    /// What a sink's publisher noted.
    func note(_ name: String, of sink: Int64) throws(OutboxFault) -> String? {
        try reporting { database in
            try String.fetchOne(
                database, sql: "SELECT text FROM notes WHERE sink = ? AND name = ?", arguments: [sink, name])
        }
    }

    /// A column of a row; a value of another type is damage, and no reason to crash.
    private func value<Value: DatabaseValueConvertible>(_ name: String, of row: Row) throws -> Value {
        guard let value = Value.fromDatabaseValue(row[name]) else {
            throw OutboxFault.damaged(path: path, what: "its field \(name) is unreadable")
        }
        return value
    }

    private func reporting<Value>(_ body: (Database) throws -> Value) throws(OutboxFault) -> Value {
        try Self.reporting(path) { () throws in try queue.read(body) }
    }
}

extension StoredRow {
    /// A row of the table; a column of another type than it should have is one more damage, found by the checksum.
    init(_ row: Row) {
        seq = Int.fromDatabaseValue(row[0]) ?? 0
        timestamp = Int64.fromDatabaseValue(row[1]) ?? 0
        committed = Int64.fromDatabaseValue(row[2]) ?? 0
        kind = String.fromDatabaseValue(row[3]) ?? ""
        checksum = UInt32(truncatingIfNeeded: Int64.fromDatabaseValue(row[4]) ?? 0)
        bytes = Data.fromDatabaseValue(row[5]).map(Array.init) ?? []
    }
}
