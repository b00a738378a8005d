#if Kafka
/// How far one partition has been read and acknowledged, since it was assigned.
struct PartitionProgress {
    /// Told apart from an earlier assignment of the same partition.
    let assignment: Int
    /// What the reader gets next; nil before the first message.
    private(set) var position: Int64?
    /// True when the broker had nothing more at the last look.
    var isAtEnd = false
    /// True while messages are thrown away because the partition is about to be rewound.
    var isHeld = false
    /// True when the reader asked for a pause.
    var isPaused = false
    /// Where to go on after the pause; nil: where the library stands.
    var resumesAt: Int64?
    /// Offsets in the reader's hands. One span in the usual case, so a reader that never acknowledges costs nothing.
    private var unacknowledged = RangeSet<Int64>()

    init(assignment: Int) { self.assignment = assignment }

    mutating func deliver(_ offset: Int64) {
        position = offset + 1
        unacknowledged.insert(contentsOf: offset..<offset + 1)
    }

    /// The offset to store: behind the last message before which everything is acknowledged. Nil when this offset was
    /// not in the reader's hands.
    mutating func acknowledge(_ offset: Int64) -> Int64? {
        guard let position, unacknowledged.contains(offset) else { return nil }
        unacknowledged.remove(contentsOf: offset..<offset + 1)
        return unacknowledged.ranges.first?.lowerBound ?? position
    }

    /// This message and those behind it will be delivered again; those before it stay in the reader's hands.
    mutating func rewind(to offset: Int64) {
        position = offset < 0 ? nil : offset
        isAtEnd = false
        unacknowledged.remove(contentsOf: offset..<Int64.max)
    }

    /// The reader goes elsewhere: what it holds of this partition concerns nobody any more.
    mutating func move() {
        position = nil
        resumesAt = nil
        isAtEnd = false
        unacknowledged = RangeSet()
    }
}
#endif
