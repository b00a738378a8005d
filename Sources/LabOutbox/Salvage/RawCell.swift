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

    /// Whether a row of so many columns may have a header of this size, in bytes.
    static func isHeaderSize(_ size: UInt8, columns: Int) -> Bool {
        (columns + 1..<columns * 5 + 2).contains(Int(size))
    }

    /// Reads the cell at `place` of a page, when its header is at `header`, it has so many columns, and the first is
    /// the row's number.
    ///
    /// - Parameter follow: finds so many bytes of what did not fit into the page, from an overflow page on.
    init?(
        at place: Int, header: Int, of page: UnsafeRawBufferPointer, columns: Int, follow: (UInt32, Int) -> [UInt8]?
    ) {
        var start = place
        guard let size = page.varint(&start), size > columns, size < 1 << 30, start < header,
            let rowid = page.varint(&start), start == header
        else { return nil }
        let local = Self.localBytes(of: size)
        guard start + local + (local < size ? 4 : 0) <= page.count,
            let types = Self.types(UnsafeRawBufferPointer(rebasing: page[start..<start + local]), columns, of: size)
        else { return nil }
        var payload = [UInt8](page[start..<start + local])
        if local < size {
            let link = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(page[start + local + $1]) }
            guard let rest = follow(link, size - local) else { return nil }
            payload += rest
        }
        var place = Int(page[start])
        self.rowid = rowid
        self.columns = types.map { Self.column($0, payload, &place) }
    }

    /// How much of a payload stands in the page itself.
    private static func localBytes(of size: Int) -> Int {
        let most = RawFile.pageBytes - 35
        guard size > most else { return size }
        let least = (RawFile.pageBytes - 12) * 32 / 255 - 23
        let kept = least + (size - least) % (RawFile.pageBytes - 4)
        return kept <= most ? kept : least
    }

    /// What the columns of a row are made of; nil unless they fill `size` bytes exactly.
    private static func types(_ payload: UnsafeRawBufferPointer, _ count: Int, of size: Int) -> [Int]? {
        var place = 0
        guard let headerSize = payload.varint(&place) else { return nil }
        var types: [Int] = []
        var total = headerSize
        while types.count < count {
            guard let type = payload.varint(&place), let bytes = bytes(of: type), bytes <= size - total else {
                return nil
            }
            types.append(type)
            total += bytes
        }
        return place == headerSize && total == size ? types : nil
    }

    /// How long a value of a type is; nil for types that are none.
    private static func bytes(of type: Int) -> Int? {
        switch type {
        case 0, 8, 9: 0
        case 1...6: [1, 2, 3, 4, 6, 8][type - 1]
        case 12...: (type - 12) / 2
        default: nil
        }
    }

    private static func column(_ type: Int, _ payload: [UInt8], _ place: inout Int) -> Column {
        let value = payload[place..<min(payload.count, place + (bytes(of: type) ?? 0))]
        place = value.endIndex
        switch type {
        case 1...6:
            let first = Int(Int8(bitPattern: value.first ?? 0))
            return .integer(value.dropFirst().reduce(first) { $0 << 8 | Int($1) })
        case 8, 9: return .integer(type - 8)
        case 12...: return .bytes([UInt8](value))
        default: return .null
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
