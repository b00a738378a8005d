import LabPublishing

/// Checksums of the few lines that say how far everything has got: SQLite has none, and a flipped cursor loses messages.
extension CRC32C {
    /// The checksum of a line: its fields as text, each ended by a byte that stands in none.
    private static func line(_ fields: String...) -> Int64 {
        var crc = CRC32C()
        for var field in fields {
            field.withUTF8 { crc.add(UnsafeRawBufferPointer($0)) }
            withUnsafeBytes(of: UInt8(0)) { crc.add($0) }
        }
        return Int64(crc.value)
    }

    /// The checksum of what the header counts.
    static func meta(lastSeq: Int, rows: Int, bytes: Int) -> Int64 { line("\(lastSeq)", "\(rows)", "\(bytes)") }

    /// The checksum of a publisher's note.
    static func note(_ text: String, _ name: String, _ sink: Int64) -> Int64 { line("\(sink)", name, text) }

    /// The checksum of a sink's line.
    fileprivate static func sink(_ sink: StoredSink) -> Int64 {
        line(
            "\(sink.id)", sink.sink.address.text, sink.sink.host, sink.sink.isLocal ? "1" : "0", "\(sink.started)",
            "\(sink.cursor)", "\(sink.delivered)", "\(sink.refused)", "\(sink.dropped)")
    }
}

extension StoredSink {
    /// The checksum of its line.
    var checksum: Int64 { CRC32C.sink(self) }
}
