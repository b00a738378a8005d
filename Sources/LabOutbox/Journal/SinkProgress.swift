import LabPublishing

/// How far one sink has got: what is committed, what was confirmed since, and what is on its way; pure.
struct SinkProgress {
    /// How the operator calls it.
    let name: SinkAddress
    /// As the file has it.
    private(set) var stored: StoredSink
    /// The last `seq` up to which the sink has everything that it will get.
    private(set) var position: Int
    /// What its sender holds, and nobody may take away.
    private(set) var claim: ClosedRange<Int>?
    /// What it will not get, after its position, in order.
    private(set) var gaps: [OutboxGap]
    private var delivered: Int
    private var refused: Int
    private(set) var dropped: Int
    private var newGaps: [OutboxGap] = []
    /// The gap added last, which the next one may prolong.
    private var latest: OutboxGap?
    private var newRefusals: [OutboxTransaction.Refusal] = []
    /// Messages it refused once, to be offered again before anything else.
    private(set) var retries: [Int]
    private var newlyTaken: [Int] = []
    /// What was given up and not yet reported, by policy.
    private(set) var unreported: [OutboxGap] = []

    init(_ stored: StoredSink, gaps: [OutboxGap], retries: [Int] = [], name: SinkAddress? = nil) {
        self.retries = retries
        self.name = name ?? stored.sink.address
        (self.stored, self.gaps, position) = (stored, gaps, stored.cursor)
        (delivered, refused, dropped) = (stored.delivered, stored.refused, stored.dropped)
        skipGaps()
    }

    /// Whether something is to be committed.
    var isDirty: Bool {
        position != stored.cursor || delivered != stored.delivered || refused != stored.refused
            || dropped != stored.dropped || !newGaps.isEmpty || !newRefusals.isEmpty || !newlyTaken.isEmpty
    }

    /// The sink's line after the next commit.
    var line: StoredSink {
        var line = stored
        (line.cursor, line.delivered, line.refused, line.dropped) = (position, delivered, refused, dropped)
        return line
    }

    /// The last `seq` that its sender holds, or that was given up right behind.
    var frontier: Int {
        var last = claim?.upperBound ?? position
        for gap in gaps where gap.first <= last + 1 { last = max(last, gap.last) }
        return last
    }

    /// Takes the next range in order, free of gaps and at most `window` after what is committed.
    mutating func claim(through lastSeq: Int, window: Int) -> ClosedRange<Int>? {
        if let claim { return claim }
        let end = min(lastSeq, stored.cursor + window, gaps.first.map { $0.first - 1 } ?? .max)
        guard position < end else { return nil }
        claim = position + 1...end
        return claim
    }

    /// Keeps of the claim what was really found.
    mutating func shrinkClaim(to last: Int) {
        guard let first = claim?.lowerBound, first <= last else { return }
        claim = first...last
    }

    /// Notes that the sink has what was claimed, but for what it refuses.
    mutating func settle(_ count: Int, refused seqs: Set<Int>, reason: String) {
        guard let claim else { return }
        position = claim.upperBound
        self.claim = nil
        delivered += count - seqs.count
        refused += seqs.count
        newRefusals += seqs.map { .init(sink: stored.id, seq: $0, reason: reason) }
        skipGaps()
    }

    /// Notes what became of refused messages that were offered again.
    mutating func settleRetries(_ seqs: [Int], refused again: Set<Int>) {
        retries.removeAll(where: Set(seqs).contains)
        let taken = seqs.filter { !again.contains($0) }
        delivered += taken.count
        refused -= taken.count
        newlyTaken += taken
    }

    /// Gives up what the sink has not got and does not hold, through `last`; how much that is.
    ///
    /// - Parameter first: nothing before it is given up.
    @discardableResult
    mutating func giveUp(_ first: Int = 0, through last: Int, policy: String) -> Int {
        let start = max(first, frontier + 1)
        guard start <= last else { return 0 }
        return loseAll(of: start...last, policy: policy)
    }

    /// Gives up single messages that can never be sent, also among those it holds.
    mutating func lose(_ seqs: [Int], policy: String) {
        for seq in seqs { loseAll(of: seq...seq, policy: policy) }
        if let claim, seqs.count >= claim.count { self.claim = nil }
        if claim == nil { skipGaps() }
    }

    /// What the next commit writes.
    var news: News { News(line: line, gaps: newGaps, refusals: newRefusals, taken: newlyTaken) }

    /// Notes that a commit wrote `news`.
    mutating func committed(_ news: News) {
        stored = news.line
        newGaps.removeFirst(news.gaps.count)
        newRefusals.removeFirst(news.refusals.count)
        newlyTaken.removeFirst(news.taken.count)
    }

    /// What is new about a sink.
    struct News {
        var line: StoredSink
        var gaps: [OutboxGap]
        var refusals: [OutboxTransaction.Refusal]
        var taken: [Int]
    }

    /// What was given up since this was asked last, as one gap for each policy.
    mutating func takeUnreported() -> [OutboxGap] {
        defer { unreported = [] }
        return unreported
    }

    @discardableResult
    private mutating func loseAll(of range: ClosedRange<Int>, policy: String) -> Int {
        var count = 0
        for part in range.parts(outside: gaps) {
            add(OutboxGap(part.lowerBound, part.upperBound, count: part.count, policy: policy))
            count += part.count
        }
        dropped += count
        if claim == nil { skipGaps() }
        return count
    }

    private mutating func add(_ gap: OutboxGap) {
        noteUnreported(gap)
        var gap = gap
        if let before = latest, before.last + 1 == gap.first, before.policy == gap.policy {
            gap = OutboxGap(before.first, gap.last, count: before.count + gap.count, policy: gap.policy)
            gaps.removeAll { $0.first == before.first }
        }
        latest = gap
        gaps.insert(gap, at: gaps.firstIndex { $0.first > gap.first } ?? gaps.count)
        newGaps.append(gap)
    }

    private mutating func noteUnreported(_ gap: OutboxGap) {
        guard let place = unreported.firstIndex(where: { $0.policy == gap.policy }) else {
            return unreported.append(gap)
        }
        let before = unreported[place]
        unreported[place] = OutboxGap(
            min(before.first, gap.first), max(before.last, gap.last), count: before.count + gap.count,
            policy: gap.policy)
    }

    private mutating func skipGaps() {
        var passed = 0
        while passed < gaps.count, gaps[passed].first <= position + 1 {
            position = max(position, gaps[passed].last)
            passed += 1
        }
        gaps.removeFirst(passed)
    }
}

extension ClosedRange<Int> {
    /// The parts of the range that lie in none of the gaps, which are in order.
    func parts(outside gaps: [OutboxGap]) -> [ClosedRange<Int>] {
        var parts: [ClosedRange<Int>] = []
        var start = lowerBound
        for gap in gaps where gap.last >= start && gap.first <= upperBound {
            if gap.first > start { parts.append(start...gap.first - 1) }
            start = gap.last + 1
        }
        if start <= upperBound { parts.append(start...upperBound) }
        return parts
    }
}
