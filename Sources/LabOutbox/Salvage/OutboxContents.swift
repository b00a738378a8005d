import Glibc
import GRDB
import LabPublishing
import LabValues

/// Everything a file holds beside its messages, read leniently, and every fault that was found on the way.
struct OutboxContents {
    /// What is wrong, in sentences without a full stop; empty for a sound file.
    var faults: [String] = []
    /// The header; nil when it is gone. Its counts are only to be believed when `isHeaderSound`.
    var header: StoredHeader?
    var isHeaderSound = false
    /// The sinks whose line is sound.
    var sinks: [StoredSink] = []
    /// Lines of sinks that are not.
    var damagedSinks = 0
    /// Whether all lines of sinks were found and are sound.
    var areSinksSound = false
    var notes: [Note] = []
    var refused: [OutboxTransaction.Refusal] = []
    var gaps: [(sink: Int64, gap: OutboxGap)] = []
    /// Whether gaps and counts agree.
    var areGapsSound = true
    /// The `seq` of the sound rows that SQLite finds.
    var rows = SeqRanges()
    /// What those weigh.
    var size = OutboxFile.Size(rows: 0, bytes: 0)
    /// Rows whose checksum fails.
    var unsound: [Int] = []

    /// One note of a sink's publisher.
    struct Note {
        var sink: Int64
        var name: String
        var text: String
    }
}

extension OutboxContents {
    /// Reads a file that nobody writes.
    ///
    /// - Throws: `OutboxFault.newerFormat`, `.notOurFile`, and `.storage` when the file may be sound all the same.
    init(of path: String, experiment: ExperimentID) throws(OutboxFault) {
        do throws(OutboxFault) {
            let file = try OutboxFile(opening: path, isReadOnly: true)
            try read(file, experiment)
            try? file.close()  // it only read
        } catch {
            try note(error)
        }
    }

    private mutating func read(_ file: OutboxFile, _ experiment: ExperimentID) throws(OutboxFault) {
        for part in [readHeader, readSinks, readNotes, readRefusals, readGaps, readRows, checkTree] {
            do { try file.queue.read { try part(&self, $0) } } catch {
                try note(OutboxFile.fault(error, at: file.path))
            }
        }
        check(against: experiment)
    }

    /// Notes damage; anything else ends the reading.
    private mutating func note(_ fault: OutboxFault) throws(OutboxFault) {
        switch fault {
        case .damaged(_, let what): faults.append(what)
        case .storage(let fault) where fault.errorNumber == EIO:
            faults.append("some of it cannot be read from the disk")
        // Formats are counted up: one this high is a flipped bit.
        case .newerFormat(_, let version) where version > 1000: faults.append("its format is no format")
        default: throw fault
        }
    }
}

extension OutboxContents {
    /// How many sinks nothing is known of, although other lines were `found` elsewhere.
    func unreadableSinks(besides found: [StoredSink]) -> Int {
        if areSinksSound { return 0 }
        return max(0, max(1, damagedSinks) - found.count)
    }
}

// MARK: The tables

private func readHeader(_ contents: inout OutboxContents, _ database: Database) throws {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM meta WHERE id = 1"),
        let experiment = String.fromDatabaseValue(row["experiment"]).flatMap({ try? ExperimentID($0) }),
        let writer = String.fromDatabaseValue(row["writer"]), let begun = Int64.fromDatabaseValue(row["begun"]),
        let last = Int.fromDatabaseValue(row["last_seq"]), let rows = Int.fromDatabaseValue(row["rows"]),
        let bytes = Int.fromDatabaseValue(row["bytes"])
    else { return contents.faults.append("its header is unreadable") }
    contents.header = StoredHeader(
        experiment: experiment, writer: writer, begun: begun, ended: Int64.fromDatabaseValue(row["ended"]),
        lastSeq: last, rows: rows, bytes: bytes)
    let checksum = CRC32C.meta(lastSeq: last, rows: rows, bytes: bytes)
    contents.isHeaderSound = Int64.fromDatabaseValue(row["crc"]) == checksum
    if !contents.isHeaderSound { contents.faults.append("the checksum of its header fails") }
}

private func readSinks(_ contents: inout OutboxContents, _ database: Database) throws {
    let lines = try Row.fetchCursor(database, sql: "SELECT * FROM sinks ORDER BY id")
    while let row = try lines.next() {
        if let sink = StoredSink(row) {
            contents.sinks.append(sink)
        } else {
            contents.damagedSinks += 1
            contents.faults.append("the line of a sink is damaged")
        }
    }
    contents.areSinksSound = contents.damagedSinks == 0
    if contents.sinks.isEmpty, contents.damagedSinks == 0, contents.header?.lastSeq ?? 1 > 0 {
        contents.areSinksSound = false
        contents.faults.append("its sinks are gone")
    }
}

private func readNotes(_ contents: inout OutboxContents, _ database: Database) throws {
    let lines = try Row.fetchCursor(database, sql: "SELECT sink, name, text, crc FROM notes")
    while let row = try lines.next() {
        if let sink = Int64.fromDatabaseValue(row[0]), let name = String.fromDatabaseValue(row[1]),
            let text = String.fromDatabaseValue(row[2]),
            Int64.fromDatabaseValue(row[3]) == CRC32C.note(text, name, sink)
        {
            contents.notes.append(.init(sink: sink, name: name, text: text))
        } else {
            contents.faults.append("a note of a publisher is damaged")
        }
    }
}

private func readRefusals(_ contents: inout OutboxContents, _ database: Database) throws {
    let lines = try Row.fetchCursor(database, sql: "SELECT sink, seq, reason FROM refused ORDER BY seq")
    while let row = try lines.next() {
        guard let sink = Int64.fromDatabaseValue(row[0]), let seq = Int.fromDatabaseValue(row[1]) else { continue }
        contents.refused.append(.init(sink: sink, seq: seq, reason: String.fromDatabaseValue(row[2]) ?? ""))
    }
}

private func readGaps(_ contents: inout OutboxContents, _ database: Database) throws {
    let lines = try Row.fetchCursor(database, sql: "SELECT * FROM gaps ORDER BY first_seq")
    while let row = try lines.next() {
        guard let sink = Int64.fromDatabaseValue(row["sink"]), let first = Int.fromDatabaseValue(row["first_seq"]),
            let last = Int.fromDatabaseValue(row["last_seq"]), let count = Int.fromDatabaseValue(row["count"]),
            let policy = String.fromDatabaseValue(row["policy"]), 0 < first, first <= last, last < 1 << 53
        else {
            contents.areGapsSound = false
            contents.faults.append("a line about given-up messages is damaged")
            continue
        }
        contents.gaps.append((sink, OutboxGap(first, last, count: count, policy: policy)))
    }
}

private func readRows(_ contents: inout OutboxContents, _ database: Database) throws {
    let rows = try Row.fetchCursor(
        database, sql: "SELECT seq, timestamp, committed, kind, crc, bytes FROM records ORDER BY seq")
    var isOrdered = true
    defer {
        if !isOrdered { contents.faults.append("its messages lie out of order") }
        if let first = contents.unsound.first {
            contents.faults.append("the checksum of \(contents.unsound.count) messages fails, first of \(first)")
        }
    }
    while let row = try rows.next().map(StoredRow.init) {
        if row.seq > 0, row.isIntact {
            isOrdered = isOrdered && row.seq > contents.rows.last
            contents.rows.insert(row.seq)
            contents.size.rows += 1
            contents.size.bytes += row.bytes.count + OutboxLimits.rowBytes
        } else {
            contents.unsound.append(row.seq)
        }
    }
}

/// Also finds a tree in which messages lie where a search does not look for them.
private func checkTree(_ contents: inout OutboxContents, _ database: Database) throws {
    let answer = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)") ?? ""
    if answer != "ok" { contents.faults.append("SQLite finds: \(answer.split(separator: "\n").last ?? "nothing")") }
}

// MARK: What must agree

extension OutboxContents {
    /// Holds the parts against each other; every part may be well in itself.
    private mutating func check(against experiment: ExperimentID) {
        guard let header else { return }
        if header.experiment != experiment { faults.append("it belongs to the experiment \(header.experiment)") }
        if header.lastSeq < rows.last {
            faults.append("it holds message \(rows.last), but says \(header.lastSeq) is its last")
        }
        let isCounted = header.rows == size.rows + unsound.count
        if !isCounted || (unsound.isEmpty && header.bytes != size.bytes) {
            faults.append("it holds \(size.rows) messages, but says that it holds \(header.rows)")
        }
        guard isHeaderSound else { return }
        for sink in sinks { check(sink, lastSeq: header.lastSeq) }
    }

    private mutating func check(_ sink: StoredSink, lastSeq: Int) {
        let name = sink.sink.address
        guard 0 <= sink.started, sink.started <= sink.cursor, sink.cursor <= lastSeq else {
            return faults.append("\(name) has got message \(sink.cursor) of \(lastSeq)")
        }
        let gaps = gaps.filter { $0.sink == sink.id && $0.gap.last > sink.cursor }.map(\.gap)
        let waiting = SeqRanges(sink.cursor + 1, lastSeq).subtracting(SeqRanges(gaps))
        if waiting.count != sink.counts(lastSeq: lastSeq).pending
            || sink.refused != refused.count(where: { $0.sink == sink.id })
        {
            areGapsSound = false
            faults.append("the counts of \(name) do not add up")
        }
        let missing = waiting.subtracting(rows)
        if missing.count > 0 { faults.append("\(name) waits for \(missing), and the file does not hold that") }
    }
}

extension StoredSink {
    /// A sink's line; nil unless its checksum holds.
    fileprivate init?(_ row: Row) {
        guard let id = Int64.fromDatabaseValue(row["id"]), let text = String.fromDatabaseValue(row["address"]),
            let address = try? SinkAddress(text), let host = String.fromDatabaseValue(row["host"]),
            let isLocal = Bool.fromDatabaseValue(row["is_local"]), let started = Int.fromDatabaseValue(row["started"]),
            let cursor = Int.fromDatabaseValue(row["cursor"]),
            let delivered = Int.fromDatabaseValue(row["delivered"]),
            let refused = Int.fromDatabaseValue(row["refused"]), let dropped = Int.fromDatabaseValue(row["dropped"])
        else { return nil }
        self.init(
            id: id, sink: OutboxSink(address, host: host, isLocal: isLocal), started: started, cursor: cursor,
            delivered: delivered, refused: refused, dropped: dropped)
        guard Int64.fromDatabaseValue(row["crc"]) == checksum else { return nil }
    }
}
