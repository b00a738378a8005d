/// Whole lines to be appended to a file, each belonging to a record.
struct Lines {
    private(set) var bytes: [UInt8] = []
    /// Where the lines of each record end.
    private(set) var ends: [(seq: Int, end: Int)] = []

    var isEmpty: Bool { ends.isEmpty }

    /// Adds the line or lines of one record, each ended by a line feed already.
    mutating func append(_ lines: [UInt8], of seq: Int) {
        bytes.append(contentsOf: lines)
        ends.append((seq, bytes.count))
    }

    /// Adds the record's own JSON line.
    mutating func append(_ record: Record) {
        bytes.append(contentsOf: record.bytes)
        bytes.append(UInt8(ascii: "\n"))
        ends.append((record.seq, bytes.count))
    }

    /// The last record that lies wholly within the first `count` bytes.
    func lastWhole(within count: Int) -> (seq: Int, end: Int)? { ends.last { $0.end <= count } }
}
