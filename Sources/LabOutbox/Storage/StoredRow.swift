import LabPublishing
import LabValues

/// A row as it lies in the file, whether its message is sound or not.
struct StoredRow: Sendable {
    var seq: Int
    /// When the message was made, in milliseconds since 1970.
    var timestamp: Int64
    /// When it was committed, in milliseconds since 1970.
    var committed: Int64
    /// `event` or `points`.
    var kind: String
    var bytes: [UInt8]
    var checksum: UInt32

    /// Whether the message is the one that was written.
    var isIntact: Bool { bytes.withUnsafeBytes { CRC32C.row(seq: seq, $0) } == checksum }

    /// The record to be sent; nil when the row is damaged.
    var record: Record? {
        // A sound checksum over a line that is no message of this place: made by something else, and not ours to send.
        guard isIntact, let record = try? Record(stored: bytes), record.seq == seq else { return nil }
        return record
    }
}

extension StoredRow {
    /// The row of a record, committed at `committed`.
    init(_ record: Record, committed: Int64) {
        (seq, bytes, self.committed) = (record.seq, record.bytes, committed)
        timestamp = record.message.message.timestamp.millisecondsSinceEpoch
        kind = record.isPoints ? "points" : "event"
        checksum = bytes.withUnsafeBytes { [seq] in CRC32C.row(seq: seq, $0) }
    }
}

extension Record {
    var isPoints: Bool { message.message.isPoints }
}

extension LabMessage {
    var isPoints: Bool { if case .points = content { true } else { false } }
}
