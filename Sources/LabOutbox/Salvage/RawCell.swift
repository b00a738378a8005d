/// A row of a table as it may lie in a page, found without SQLite. Nothing about it is believed before its checksum.
///
/// - Source: "Database File Format" of sqlite.org, 1.6 (cells of table leaves) and 2.1 (record format).
struct RawCell {
    /// A column's value.
    enum Column {
        case null
        case integer(Int)
        case bytes([UInt8])
    }

    let rowid: Int
    let columns: [Column]

    /// Reads the cell at `place` of a page, when it has so many columns and the first is the row's number.
    ///
    /// - Parameter follow: finds so many bytes of what did not fit into the page, from an overflow page on.
    init?(at place: Int, of page: UnsafeRawBufferPointer, columns: Int, follow: (UInt32, Int) -> [UInt8]?) {
        var start = place
        guard let size = page.varint(&start), size > columns, size < 1 << 30, let rowid = page.varint(&start),
            start + columns + 2 < page.count, Int(page[start]) > columns, Int(page[start]) < 2 + columns * 5,
            page[start + 1] == 0
        else { return nil }
        let local = Self.localBytes(of: size)
        guard start + local + (local < size ? 4 : 0) <= page.count else { return nil }
        var payload = [UInt8](page[start..<start + local])
        if local < size {
            let link = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(page[start + local + $1]) }
            guard let rest = follow(link, size - local) else { return nil }
            payload += rest
        }
        guard let read = payload.withUnsafeBytes({ Self.columns($0, count: columns) }) else { return nil }
        (self.rowid, self.columns) = (rowid, read)
    }

    /// How much of a payload stands in the page itself.
    private static func localBytes(of size: Int) -> Int {
        let most = RawFile.pageBytes - 35
        guard size > most else { return size }
        let least = (RawFile.pageBytes - 12) * 32 / 255 - 23
        let kept = least + (size - least) % (RawFile.pageBytes - 4)
        return kept <= most ? kept : least
    }

    private static func columns(_ payload: UnsafeRawBufferPointer, count: Int) -> [Column]? {
        var place = 0
        guard let headerSize = payload.varint(&place), headerSize <= payload.count else { return nil }
        var types: [Int] = []
        while place < headerSize, types.count <= count {
            guard let type = payload.varint(&place) else { return nil }
            types.append(type)
        }
        guard types.count == count, place == headerSize else { return nil }
        var columns: [Column] = []
        for type in types {
            guard let column = column(type, payload, &place) else { return nil }
            columns.append(column)
        }
        return place == payload.count ? columns : nil
    }

    private static func column(_ type: Int, _ payload: UnsafeRawBufferPointer, _ place: inout Int) -> Column? {
        switch type {
        case 0: return .null
        case 8, 9: return .integer(type - 8)
        case 1...6:
            let size = [1, 2, 3, 4, 6, 8][type - 1]
            guard place + size <= payload.count else { return nil }
            let first = Int(Int8(bitPattern: payload[place]))
            let value = payload[place + 1..<place + size].reduce(first) { $0 << 8 | Int($1) }
            place += size
            return .integer(value)
        case 12...:
            let size = (type - 12) / 2
            guard size <= payload.count - place else { return nil }
            defer { place += size }
            return .bytes([UInt8](payload[place..<place + size]))
        default: return nil
        }
    }
}

extension RawCell.Column {
    var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    var text: String? { bytes.flatMap { String(validating: $0, as: UTF8.self) } }
}

extension UnsafeRawBufferPointer {
    /// A number of SQLite's variable length: seven bits a byte, the ninth byte whole.
    fileprivate func varint(_ place: inout Int) -> Int? {
        var value: UInt64 = 0
        for count in 1...9 {
            guard place < self.count else { return nil }
            let byte = self[place]
            place += 1
            if count == 9 { return Int(bitPattern: UInt(value << 8 | UInt64(byte))) }
            value = value << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 { break }
        }
        return Int(exactly: value)
    }
}
