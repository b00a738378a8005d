#if Kafka
import LabValues

/// Which messages of the command topic are for a run: all that were sent since it began, and no other. Pure.
///
/// What stands at or behind the ends that were found is newer than the run, whatever its time says. What stands before
/// them is looked at only when the ends could not be found when the run began, or when the topic was made anew; there
/// the time of the message decides, by the clock that stamped it.
struct CommandPlaces: Sendable, Hashable {
    private let start: Timestamp
    private let ends: [Int32: Int64]
    /// What is read next of each partition; one that is missing is read from its start.
    private(set) var next: [Int32: Int64]

    /// - Parameters:
    ///   - ends: where the partitions ended when they were first asked.
    ///   - earlier: where to look for commands before the ends.
    ///   - start: when the run began to listen.
    init(ends: [Int32: Int64], earlier: [Int32: Int64] = [:], start: Timestamp) {
        (self.ends, self.start) = (ends, start)
        next = ends.merging(earlier) { min($0, $1) }
    }

    /// Notes that a message was read; true when it is for this run.
    mutating func take(_ partition: Int32, _ offset: Int64, sent timestamp: Int64?) -> Bool {
        next[partition] = offset + 1
        guard let end = ends[partition], offset < end else { return true }
        return timestamp.map { $0 >= start.millisecondsSinceEpoch } ?? false
    }
}
#endif
