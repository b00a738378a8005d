/// An amount of memory, in bytes, as people write it: `64MiB`, `1 GB`, `4096`.
public struct ByteSize: Sendable, Hashable, CustomStringConvertible {
    /// How many bytes.
    public let bytes: Int

    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20), ("MB", 1_000_000), ("KiB", 1 << 10), ("kB", 1000),
        ("B", 1),
    ]

    /// So many bytes.
    public init(_ bytes: Int) { self.bytes = bytes }

    /// Reads a whole number with or without a unit; nil when it is none, or beyond what a machine counts.
    public init?(_ text: String) {
        let unit = Self.units.first { text.hasSuffix($0.name) }
        let digits = String(text.dropLast(unit?.name.count ?? 0)).trimmingBlanks
        guard digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains), let number = Int(digits)
        else { return nil }
        let (bytes, overflows) = number.multipliedReportingOverflow(by: unit?.bytes ?? 1)
        guard !overflows else { return nil }
        self.bytes = bytes
    }

    /// The size in the largest binary unit that leaves no rest.
    public var description: String {
        for (name, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        where bytes >= size && bytes % size == 0 {
            return "\(bytes / size) \(name)"
        }
        return "\(bytes) B"
    }
}
