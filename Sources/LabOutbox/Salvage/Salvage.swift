public import LabPublishing
public import LabValues

/// What became of a damaged outbox.
public struct Salvage: Sendable, Hashable {
    /// Whose outbox it was.
    public var experiment: ExperimentID
    /// What was wrong with it, in words.
    public var faults: [String]
    /// Where the damaged files lie now, whole.
    public var directory: String
    /// How many messages are in the fresh file.
    public var kept: Int
    /// The messages that are lost, as ranges of `seq` in order: no sink that had not got them will get them.
    public var missing: [ClosedRange<Int>]
    /// Numbers at the end of `missing` that may never have been given; they are not given again.
    public var uncertain: ClosedRange<Int>?
    /// What each sink will not get, as ranges of `seq` in order; only sinks that lose something.
    public var lost: [SinkAddress: [ClosedRange<Int>]]
    /// How many sinks could not be read: they are to be named again, and get everything that is kept.
    public var unreadableSinks: Int
    /// The first message that is kept; nil when none is.
    public var firstKept: Int?

    /// What the operator should know, in sentences.
    public var report: [String] {
        var sentences = [
            "The outbox of \(experiment) was damaged: \(faults.prefix(3).joined(separator: "; "))"
                + (faults.count > 3 ? "; and \(faults.count - 3) faults more." : "."),
            "The damaged file was moved to \(directory); \(kept) of its messages are in a new one.",
        ]
        let ranges = SeqRanges(ordered: missing)
        if ranges.isEmpty {
            sentences.append("No message is missing that a sink still waited for.")
        } else {
            let sinks = lost.keys.map(\.text).sorted()
            let whom = sinks.isEmpty ? "" : ", for \(sinks.listed)"
            sentences.append("Missing (seq): \(ranges)\(whom).")
        }
        if let uncertain {
            sentences.append(
                "Whether \(uncertain.lowerBound) to \(uncertain.upperBound) were ever given is not known; they are not given again."
            )
        }
        if unreadableSinks > 0 {
            sentences.append(
                "A sink could not be read: when it is named again, it gets everything that is kept once more.")
        }
        return sentences
    }
}

extension Salvage {
    /// The `seq` before the first that a sink gets which is named again; nil for a sink that is new.
    var startOfAddedSinks: Int? { unreadableSinks > 0 ? firstKept.map { $0 - 1 } : nil }

    init(_ plan: SalvagePlan, _ kept: SeqRanges, _ faults: [String], of experiment: ExperimentID, in directory: String)
    {
        (self.experiment, self.faults, self.directory) = (experiment, faults, directory)
        (self.kept, firstKept) = (kept.count, kept.first)
        let refused = plan.sinks.flatMap(\.refused).reduce(into: SeqRanges()) { $0.insert($1.seq) }
        missing = plan.sinks.reduce(refused.subtracting(kept)) { $0.union($1.lost) }.ranges
        lost = [:]
        for sink in plan.sinks where !sink.lost.isEmpty { lost[sink.line.sink.address] = sink.lost.ranges }
        (uncertain, unreadableSinks) = (plan.uncertain, plan.unreadableSinks)
        if unreadableSinks > 0, let first = kept.first {
            let holes = SeqRanges(first, plan.lastSeq).subtracting(kept)
            missing = holes.union(SeqRanges(ordered: missing)).ranges
        }
    }
}
