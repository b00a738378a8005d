import LabPublishing

/// The records committed last, so that a sink near the head never reads the disk.
struct RecentRecords {
    /// Every kept record after this one is here.
    private(set) var floor: Int
    private var records: [Record?] = []
    private var head = 0
    private var footprint = 0
    private let capacity: Int

    init(after seq: Int, capacity: Int) { (floor, self.capacity) = (seq, capacity) }

    /// Adds what a commit wrote.
    mutating func append(_ new: [Record]) {
        records.append(contentsOf: new)
        for record in new { footprint += record.footprint }
        while footprint > capacity, head < records.count { forgetFirst() }
        compact()
    }

    /// Forgets what every sink has.
    mutating func forget(through seq: Int) {
        while head < records.count, let first = records[head], first.seq <= seq { forgetFirst() }
        compact()
    }

    /// The records of a range, as many as fit both bounds; nil when the first is no longer here.
    func records(in range: ClosedRange<Int>, atMost limit: Int, bytes: Int) -> [Record]? {
        guard range.lowerBound > floor else { return nil }
        var batch: [Record] = []
        var size = 0
        for case let record? in records[place(of: range.lowerBound)...] {
            guard record.seq <= range.upperBound, batch.count < limit else { break }
            size += record.bytes.count
            if size > bytes, !batch.isEmpty { break }
            batch.append(record)
        }
        return batch
    }

    /// Where the first record is whose `seq` is not below `seq`.
    private func place(of seq: Int) -> Int {
        var (low, high) = (head, records.count)
        while low < high {
            let middle = (low + high) / 2
            if let record = records[middle], record.seq < seq { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func forgetFirst() {
        guard let first = records[head] else { return }
        floor = first.seq
        footprint -= first.footprint
        records[head] = nil
        head += 1
    }

    private mutating func compact() {
        guard head * 2 > records.count else { return }
        records.removeFirst(head)
        head = 0
    }
}
