/// Records in order, with what they weigh; a taken record's memory is free at once.
struct RecordQueue {
    private var slots: [Record?] = []
    private var head = 0
    /// Roughly how much memory the records hold.
    private(set) var footprint = 0

    var count: Int { slots.count - head }
    var isEmpty: Bool { head == slots.count }

    mutating func append(_ records: [Record]) {
        slots.append(contentsOf: records)
        for record in records { footprint += record.footprint }
    }

    /// The first records, as many as fit both bounds, but at least one when there is any.
    func first(atMost limit: Int, bytes: Int) -> [Record] {
        var batch: [Record] = []
        var size = 0
        for case let record? in slots[head...].prefix(limit) {
            size += record.bytes.count
            if size > bytes, !batch.isEmpty { break }
            batch.append(record)
        }
        return batch
    }

    /// Forgets the first `count` records.
    mutating func removeFirst(_ count: Int) {
        for place in head..<(head + count) {
            footprint -= slots[place]?.footprint ?? 0
            slots[place] = nil
        }
        head += count
        if head * 2 > slots.count {
            slots.removeFirst(head)
            head = 0
        }
    }
}
