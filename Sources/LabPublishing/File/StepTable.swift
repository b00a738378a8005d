import LabValues

/// The CSV form of a step: one row per measured point, numbers exactly as in the JSON lines.
enum StepTable {
    /// The names and units of the columns.
    static let header = "t/s,E/V,I/A,cycle,range/A,status\n"

    /// The rows of a batch, each ended by a line feed.
    static func rows(of batch: PointBatch) -> [UInt8] {
        var rows: [UInt8] = []
        rows.reserveCapacity(batch.points.count * 56)
        for point in batch.points {
            append(point.time?.seconds, to: &rows)
            append(point.potential?.volts, to: &rows)
            append(point.current?.amperes, to: &rows)
            rows.append(contentsOf: "\(batch.cycle),".utf8)
            append(point.range?.amperes, to: &rows)
            rows.append(contentsOf: point.status.words.joined(separator: "|").utf8)
            rows.append(UInt8(ascii: "\n"))
        }
        return rows
    }

    private static func append(_ number: Double?, to rows: inout [UInt8]) {
        if let text = JSONWriter.text(of: number) { rows.append(contentsOf: text.utf8) }
        rows.append(UInt8(ascii: ","))
    }
}
