public import LabValues

/// Records that a sink will never take; all others of the same call were taken.
public struct RecordsRefused: LabFault, Hashable {
    /// The refused records, in order.
    public let seqs: [Int]
    /// What the sink says about them, in a few words.
    public let reason: String

    /// Refuses the records `seqs`.
    public init(seqs: [Int], reason: String) {
        self.seqs = seqs
        self.reason = reason
    }

    public var recovery: Recovery { .refuse }
    public var code: String { "records_refused" }
    public var description: String { "The sink refuses \(seqs.count) of the messages: \(reason)." }
}
