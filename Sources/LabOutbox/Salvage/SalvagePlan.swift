import LabPublishing

/// What the fresh file says in the place of a damaged one; pure.
///
/// When in doubt a message is sent once more, which a reader can remove, rather than not at all.
struct SalvagePlan {
    /// One sink in the fresh file.
    struct Sink {
        var line: StoredSink
        var gaps: [OutboxGap]
        var refused: [OutboxTransaction.Refusal]
        var notes: [OutboxContents.Note]
        /// What it will not get because of the damage.
        var lost: SeqRanges
    }

    /// No message has a higher `seq`, wherever it may be by now.
    let lastSeq: Int
    let sinks: [Sink]
    /// How many sinks nothing is known of any more.
    let unreadableSinks: Int
    /// Numbers at the end that may never have been given.
    let uncertain: ClosedRange<Int>?

    /// What is needed of a damaged file's parts.
    struct Findings {
        var contents: OutboxContents
        /// The sound lines, wherever they were found.
        var sinks: [StoredSink]
        /// How many sinks have none.
        var unreadableSinks = 0
        /// The messages that the fresh file holds.
        var kept: SeqRanges
        /// The highest `seq` that any trace of the file speaks of.
        var lastSeq: Int
        /// How many numbers beyond that may have been given.
        var unknown: Int
        /// The highest `seq` that each sink's own files hold.
        var held: [SinkAddress: Int]
    }

    init(_ findings: Findings) {
        let seen = [
            findings.lastSeq, findings.kept.last, findings.sinks.map(\.cursor).max() ?? 0,
            findings.contents.isHeaderSound ? findings.contents.header?.lastSeq ?? 0 : 0,
        ]
        let given = max(seen.max() ?? 0, findings.held.values.max() ?? 0)
        let lastSeq = max(given, (seen.max() ?? 0) + findings.unknown)
        self.lastSeq = lastSeq
        uncertain = given < lastSeq ? given + 1...lastSeq : nil
        unreadableSinks = findings.unreadableSinks
        sinks = findings.sinks.map { Self.sink($0, findings, lastSeq: lastSeq) }
    }

    private static func sink(_ old: StoredSink, _ findings: Findings, lastSeq: Int) -> Sink {
        var line = old
        let contents = findings.contents
        var gaps = contents.gaps.filter { $0.sink == old.id && $0.gap.last <= lastSeq }.map(\.gap)
        // Where gaps and counts disagree, a message that is there counts as one to be sent.
        if !contents.areGapsSound { gaps = gaps.flatMap { pieces(of: $0, without: findings.kept, after: old.cursor) } }
        // A file is written in order: what it holds last, it has everything before.
        line.cursor = max(old.cursor, findings.held[old.sink.address] ?? 0)
        let given = SeqRanges(gaps)
        line.delivered += SeqRanges(old.cursor + 1, line.cursor).subtracting(given).count
        let waiting = SeqRanges(line.cursor + 1, lastSeq).subtracting(given)
        let lost = waiting.subtracting(findings.kept)
        gaps += lost.ranges.map { OutboxGap($0.lowerBound, $0.upperBound, count: $0.count, policy: "damaged") }
        let refused = contents.refused.filter { $0.sink == old.id && 0 < $0.seq && $0.seq <= line.cursor }
        line.refused = refused.count
        line.balance(pending: waiting.count - lost.count, lastSeq: lastSeq)
        return Sink(
            line: line, gaps: gaps.sorted { $0.first < $1.first }, refused: refused,
            notes: contents.notes.filter { $0.sink == old.id }, lost: lost)
    }

    private static func pieces(of gap: OutboxGap, without kept: SeqRanges, after cursor: Int) -> [OutboxGap] {
        guard gap.last > cursor else { return [gap] }
        return SeqRanges(gap.first, gap.last).subtracting(kept).ranges.map {
            OutboxGap($0.lowerBound, $0.upperBound, count: $0.count, policy: gap.policy)
        }
    }
}

extension StoredSink {
    /// Has the counts add up to what was meant for it: what is neither delivered, refused nor pending, was given up.
    fileprivate mutating func balance(pending: Int, lastSeq: Int) {
        dropped = lastSeq - started - delivered - refused - pending
        guard dropped < 0 else { return }
        delivered = max(0, delivered + dropped)
        dropped = max(0, lastSeq - started - delivered - refused - pending)
    }
}
