public import LabValues

/// What became of the messages meant for one sink; `emitted` is always the sum of the others.
public struct DeliveryCounts: Sendable, Hashable {
    /// Taken by the sink.
    public var delivered = 0
    /// Still to be delivered.
    public var pending = 0
    /// Refused by the sink for good.
    public var refused = 0
    /// Given up, by the policy for a full journal.
    public var dropped = 0

    /// No message yet.
    public init() {}

    /// All that were meant for the sink.
    public var emitted: Int { delivered + pending + refused + dropped }

    /// The counts as they stand in the runner's final object.
    public var fields: JSONObject {
        JSONObject([
            ("emitted", .integer(emitted)), ("delivered", .integer(delivered)), ("pending", .integer(pending)),
            ("refused", .integer(refused)), ("dropped", .integer(dropped)),
        ])
    }
}
