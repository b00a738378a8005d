import LabPublishing
import LabValues

/// What waits in memory for its commit; bounded, because a disk can stall.
struct OutboxQueue {
    /// What becomes of one `seq`.
    enum Slot {
        case message(LabMessage)
        /// A number of messages given up before they had a `seq`.
        case lost(Int)
    }

    /// In front of a disk that stalls, as much as this waits, and no longer than this.
    struct Bound: Sendable {
        var bytes = 64 << 20
        var age = Duration.seconds(60)
        /// Events get a sixteenth more.
        var bytesForEvents: Int { bytes + bytes / 16 }
    }

    private struct Entry {
        var slot: Slot
        var footprint: Int
        var appended: LabInstant
    }

    private var entries: [Entry] = []
    private var head = 0
    /// Roughly how much memory it holds.
    private(set) var footprint = 0
    /// How many messages it stands for, the lost ones included.
    private(set) var count = 0

    var isEmpty: Bool { head == entries.count }
    /// When the oldest entry was appended.
    var oldest: LabInstant? { isEmpty ? nil : entries[head].appended }

    mutating func append(_ message: LabMessage, at moment: LabInstant) {
        let entry = Entry(slot: .message(message), footprint: message.footprint, appended: moment)
        entries.append(entry)
        footprint += entry.footprint
        count += 1
    }

    /// Stands for messages that were given up at the end of the queue.
    mutating func appendLost(_ number: Int, at moment: LabInstant) {
        count += number
        if !isEmpty, case .lost(let before) = entries[entries.count - 1].slot {
            entries[entries.count - 1].slot = .lost(before + number)
        } else {
            entries.append(Entry(slot: .lost(number), footprint: 0, appended: moment))
        }
    }

    /// Gives up points that are too old, then the oldest, until there is room again; whether there is.
    mutating func makeRoom(in bound: Bound, beside others: Int, at now: LabInstant) -> Bool {
        for place in head..<entries.count {
            let isOld = now - entries[place].appended >= bound.age
            // A little more than needed, so that not every call has to.
            guard isOld || footprint + others > bound.bytes - bound.bytes / 16 else { break }
            guard case .message(let message) = entries[place].slot, message.isPoints else { continue }
            footprint -= entries[place].footprint
            (entries[place].slot, entries[place].footprint) = (.lost(1), 0)
        }
        return footprint + others < bound.bytes
    }

    /// Takes the first entries off, as many as one commit may hold.
    mutating func take(atMost limit: Int, footprint bound: Int) -> (slots: [Slot], footprint: Int, oldest: LabInstant?)
    {
        let oldest = oldest
        var slots: [Slot] = []
        var taken = 0
        while head < entries.count, slots.count < limit, slots.isEmpty || taken + entries[head].footprint <= bound {
            slots.append(entries[head].slot)
            taken += entries[head].footprint
            count -= entries[head].slot.count
            entries[head].slot = .lost(0)
            head += 1
        }
        footprint -= taken
        if head * 2 > entries.count {
            entries.removeFirst(head)
            head = 0
        }
        return (slots, taken, oldest)
    }
}

extension OutboxQueue.Slot {
    /// How many messages it stands for.
    var count: Int { if case .lost(let number) = self { number } else { 1 } }
}

extension LabMessage {
    /// Roughly how much memory it holds.
    fileprivate var footprint: Int {
        switch content {
        case .event(_, let data): MemoryLayout<LabMessage>.stride + 64 + JSONValue.object(data).footprint
        case .points(let batch): MemoryLayout<LabMessage>.stride + batch.points.count * MemoryLayout<EchemPoint>.stride
        }
    }
}

extension JSONValue {
    fileprivate var footprint: Int {
        switch self {
        case .string(let text): 32 + text.utf8.count
        case .array(let elements): elements.reduce(32) { $0 + $1.footprint }
        case .object(let object): object.fields.reduce(32) { $0 + 32 + $1.name.utf8.count + $1.value.footprint }
        case .null, .bool, .integer, .number: 32
        }
    }
}
