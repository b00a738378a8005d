import LabPublishing

/// What one commit does, and what the state has to note when it went well.
struct OutboxPlan {
    var transaction = OutboxTransaction()
    /// By the sink's place.
    var news: [Int: SinkProgress.News] = [:]
}

/// A slot of a group, numbered and encoded.
enum NumberedSlot {
    case record(Record)
    /// So many `seq` from the first on, which no row will have.
    case lost(first: Int, count: Int)
}

extension OutboxState {
    /// Decides what of a group is kept, what makes room for it, and what the commit writes.
    ///
    /// What was once given up stays given up, so that a commit tried again gives the same `seq` to the same message.
    mutating func plan(_ slots: inout [NumberedSlot], lastSeq end: Int) -> OutboxPlan {
        var plan = OutboxPlan()
        var size = size
        for place in slots.indices {
            guard case .record(let record) = slots[place] else { continue }
            if keeps(record, beside: size) {
                size.rows += 1
                size.bytes += record.bytes.count + OutboxLimits.rowBytes
                plan.transaction.records.append(record)
            } else {
                slots[place] = .lost(first: record.seq, count: 1)
            }
        }
        for case .lost(let first, let count) in slots {
            for place in sinks.indices {
                sinks[place].giveUp(first, through: first + count - 1, policy: limits.whenFull.rawValue)
            }
        }
        // What an earlier try gave up makes room once it can be committed.
        if limits.whenFull == .dropOldest, deletions.isEmpty { makeRoom(for: size) }
        plan.transaction.lastSeq = end
        plan.transaction.deletions = deletions
        addNews(to: &plan)
        return plan
    }

    private func keeps(_ record: Record, beside size: OutboxFile.Size) -> Bool {
        let bytes = size.bytes + record.bytes.count + OutboxLimits.rowBytes
        let reserve = limits.eventReserve
        let isWithinReserve =
            bytes <= limits.maxBytes + reserve.bytes && size.rows < limits.maxMessages + reserve.messages
        switch limits.whenFull {
        case .dropOldest: return true
        case .stopSafely: return isWithinReserve
        case .dropNewest where record.isPoints:
            return hasReserve && bytes <= limits.maxBytes && size.rows < limits.maxMessages
        case .dropNewest: return isWithinReserve
        }
    }

    /// Gives up the oldest messages that no sender holds, until what is to come fits.
    private mutating func makeRoom(for size: OutboxFile.Size) {
        var rows = size.rows - limits.maxMessages
        var bytes = size.bytes - limits.maxBytes
        // A little more than needed, so that not every commit has to.
        var more = min(limits.maxMessages / 16, 2000)
        if !hasReserve, rows <= 0, bytes <= 0 {  // on a full disk as much goes as comes
            (rows, bytes) = (size.rows - self.size.rows, size.bytes - self.size.bytes)
            more = rows / 4
        }
        guard rows > 0 || bytes > 0 else { return }
        let average = max(1, size.bytes / max(1, size.rows))
        let wanted = max(rows, (bytes + average - 1) / average) + more
        guard let first = sinks.map(\.frontier).min(), first < lastSeq else { return }
        let last = min(lastSeq, first + wanted)
        for place in sinks.indices { sinks[place].giveUp(through: last, policy: OutboxPolicy.dropOldest.rawValue) }
        deletions += [first + 1...last].subtracting(sinks.compactMap(\.claim))
    }

    private func addNews(to plan: inout OutboxPlan) {
        for (place, sink) in sinks.enumerated() where sink.isDirty {
            let news = sink.news
            plan.transaction.sinks.append(news.line)
            plan.transaction.gaps += news.gaps.map { (sink.stored.id, $0) }
            plan.transaction.refused += news.refusals
            plan.transaction.taken += news.taken.map { (sink.stored.id, $0) }
            plan.news[place] = news
        }
    }
}

extension Array where Element == ClosedRange<Int> {
    /// What is left of the ranges without `others`.
    func subtracting(_ others: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
        others.reduce(self) { ranges, other in
            ranges.flatMap { range -> [ClosedRange<Int>] in
                guard range.overlaps(other) else { return [range] }
                var parts: [ClosedRange<Int>] = []
                if range.lowerBound < other.lowerBound { parts.append(range.lowerBound...other.lowerBound - 1) }
                if range.upperBound > other.upperBound { parts.append(other.upperBound + 1...range.upperBound) }
                return parts
            }
        }
    }
}
