/// The checksum of a row: CRC-32C (Castagnoli), which finds every flipped bit of a message.
///
/// - Source: RFC 3720, appendix B.4: reflected polynomial 0x82F63B78; "123456789" gives 0xE3069283.
struct CRC32C {
    private var state: UInt32 = ~0

    /// The checksum of what was added so far.
    var value: UInt32 { ~state }

    /// Adds bytes, eight at a time.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var crc = state
        var place = 0
        Self.tables.withUnsafeBufferPointer { tables in
            while place + 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                let mixed = word ^ UInt64(crc)
                crc = 0
                for byte in 0..<8 {
                    crc ^= tables[(7 - byte) * 256 + Int(truncatingIfNeeded: mixed >> (8 * byte)) & 255]
                }
                place += 8
            }
            while place < bytes.count {
                crc = tables[Int(truncatingIfNeeded: crc ^ UInt32(bytes[place])) & 255] ^ crc >> 8
                place += 1
            }
        }
        state = crc
    }

    /// The checksum of a row: its `seq` as eight little-endian bytes, then its message.
    static func row(seq: Int, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var crc = CRC32C()
        withUnsafeBytes(of: UInt64(bitPattern: Int64(seq)).littleEndian) { crc.add($0) }
        crc.add(bytes)
        return crc.value
    }

    /// Eight tables of 256: what a byte does, `n` bytes before the end of a word.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
            tables[byte] = crc
        }
        for place in 256..<(8 * 256) {
            let before = tables[place - 256]
            tables[place] = before >> 8 ^ tables[Int(before & 255)]
        }
        return tables
    }()
}
