/// How much one experiment's outbox may hold, and what happens beyond.
public struct OutboxLimits: Sendable, Hashable {
    /// Encoded messages and what a row costs beside them, in bytes.
    public var maxBytes = 4 << 30
    /// Messages.
    public var maxMessages = 10_000_000
    /// What happens at the limit, and with a disk that takes no more.
    public var whenFull = OutboxPolicy.stopSafely
    /// How hard a commit is.
    public var durability = OutboxDurability.full
    /// How long delivered messages are kept for a replay, as long as there is room.
    public var retention = Duration.seconds(24 * 3600)

    /// The limits that hold when nothing is configured: 4 GiB or ten million messages, kept for 24 h.
    public init() {}
}

extension OutboxLimits {
    /// What a row costs beside its message: key, times, checksum, and its share of the page.
    static let rowBytes = 48

    /// Events still fit into a sixteenth more, and into this much at least.
    var eventReserve: (bytes: Int, messages: Int) { (max(maxBytes / 16, 1 << 20), max(maxMessages / 16, 1000)) }

    /// Whether so much is as much as may be held.
    func areReached(bytes: Int, messages: Int) -> Bool { bytes >= maxBytes || messages >= maxMessages }

    /// How full it is, in parts of one.
    func fullness(bytes: Int, messages: Int) -> Double {
        max(Double(bytes) / Double(max(maxBytes, 1)), Double(messages) / Double(max(maxMessages, 1)))
    }
}
