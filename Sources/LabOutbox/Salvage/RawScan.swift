import Glibc
import LabPublishing
import LabValues

/// Rows found in the pages of a database and its log without SQLite's help, wherever in a page they lie.
///
/// Finds what a broken page header, a broken tree or a cut log hides from SQLite, and also what is long out of date:
/// the caller says what it wants, and a row counts only when its checksum holds.
struct RawScan {
    private let database: RawFile?
    private let log: RawFile?
    /// Where in the log each page stands last.
    private var logged: [UInt32: Int] = [:]

    init(database: String, log: String) {
        (self.database, self.log) = (RawFile(database), RawFile(log))
        for place in logPlaces {
            let number = self.log?.bytes(at: place - 24, count: 4).word(at: 0) ?? 0
            if number > 0 { logged[number] = place }
        }
    }

    /// Whether there is anything to look at.
    var isEmpty: Bool { (database?.size ?? 0) == 0 && (log?.size ?? 0) <= LogInspection.headerBytes }

    /// Every row of `records` that `isWanted` and whose checksum holds, as often as it is found, and in no order.
    func records(where isWanted: (Int) -> Bool, _ found: (StoredRow) throws -> Void) rethrows {
        try pages { page in
            try cells(of: page, columns: 6) { cell in
                guard isWanted(cell.rowid), let row = StoredRow(cell), row.isIntact else { return }
                try found(row)
            }
        }
    }

    /// The sound line of every sink that was written last.
    func sinks() -> [StoredSink] {
        var lines: [Int64: StoredSink] = [:]
        pages { page in
            cells(of: page, columns: 10) { cell in
                guard let sink = StoredSink(cell) else { return }
                lines[sink.id] = sink
            }
        }
        return lines.values.sorted { $0.id < $1.id }
    }

    /// The highest `seq` that a sound header says was given.
    func lastSeq() -> Int {
        var last = 0
        pages { page in
            cells(of: page, columns: 9) { cell in
                let numbers = cell.columns[5...].map { $0.integer }
                guard cell.rowid == 1, let seq = numbers[0], let rows = numbers[1], let bytes = numbers[2],
                    numbers[3] == Int(CRC32C.meta(lastSeq: seq, rows: rows, bytes: bytes))
                else { return }
                last = max(last, seq)
            }
        }
        return last
    }

    private var logPlaces: StrideTo<Int> {
        stride(from: LogInspection.headerBytes + 24, to: max(log?.size ?? 0, 0), by: LogInspection.frameBytes)
    }

    /// First the pages of the database, then those of the log, in the order they were written.
    private func pages(_ body: ([UInt8]) throws -> Void) rethrows {
        if let database {
            for place in stride(from: 0, to: database.size, by: RawFile.pageBytes) {
                try body(database.bytes(at: place, count: RawFile.pageBytes))
            }
        }
        guard let log else { return }
        for place in logPlaces { try body(log.bytes(at: place, count: RawFile.pageBytes)) }
    }

    /// Looks for the header of a row, its size and a zero for the row's number, and from there for its beginning.
    private func cells(of page: [UInt8], columns: Int, _ body: (RawCell) throws -> Void) rethrows {
        try page.withUnsafeBytes { bytes in
            var place = 3
            while let zero = bytes.zero(from: place) {
                place = zero + 1
                guard RawCell.isHeaderSize(bytes[zero - 1], columns: columns) else { continue }
                for start in max(0, zero - 19)...zero - 3 {
                    let cell = RawCell(at: start, header: zero - 1, of: bytes, columns: columns, follow: overflow)
                    if let cell { try body(cell) }
                }
            }
        }
    }

    /// So many bytes of a chain of overflow pages, each from where it was written last.
    private func overflow(_ first: UInt32, _ count: Int) -> [UInt8]? {
        var rest: [UInt8] = []
        var number = first
        var seen: Set<UInt32> = []
        while rest.count < count, number > 0, seen.insert(number).inserted {
            let page = page(number)
            guard page.count > 4 else { return nil }
            rest += page[4...].prefix(count - rest.count)
            number = page.word(at: 0)
        }
        return rest.count == count ? rest : nil
    }

    private func page(_ number: UInt32) -> [UInt8] {
        if let place = logged[number], let log { return log.bytes(at: place, count: RawFile.pageBytes) }
        return database?.bytes(at: (Int(number) - 1) * RawFile.pageBytes, count: RawFile.pageBytes) ?? []
    }
}

extension UnsafeRawBufferPointer {
    /// Where the first zero is from `place` on.
    fileprivate func zero(from place: Int) -> Int? {
        guard let start = baseAddress, place < count else { return nil }
        return memchr(start + place, 0, count - place).map { UnsafeRawPointer($0) - start }
    }
}

extension StoredRow {
    /// A row found in a page.
    fileprivate init?(_ cell: RawCell) {
        guard let timestamp = cell.columns[1].integer, let committed = cell.columns[2].integer,
            let kind = cell.columns[3].text, let checksum = cell.columns[4].integer, let bytes = cell.columns[5].bytes
        else { return nil }
        self.init(
            seq: cell.rowid, timestamp: Int64(timestamp), committed: Int64(committed), kind: kind, bytes: bytes,
            checksum: UInt32(truncatingIfNeeded: checksum))
    }
}

extension StoredSink {
    /// A sink's line found in a page; nil unless its checksum holds.
    fileprivate init?(_ cell: RawCell) {
        let numbers = cell.columns[3...].compactMap(\.integer)
        guard numbers.count == 7, let text = cell.columns[1].text, let host = cell.columns[2].text,
            let address = try? SinkAddress(text)  // a line that is none is passed over
        else { return nil }
        self.init(
            id: Int64(cell.rowid), sink: OutboxSink(address, host: host, isLocal: numbers[0] == 1),
            started: numbers[1], cursor: numbers[2], delivered: numbers[3], refused: numbers[4], dropped: numbers[5])
        guard numbers[6] == Int(checksum) else { return nil }
    }
}
