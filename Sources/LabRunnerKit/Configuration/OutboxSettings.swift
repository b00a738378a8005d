import LabValues

/// What the configuration says about the outbox, with the standard values where it says nothing.
struct OutboxSettings: Sendable, Hashable {
    var maxBytes: Int
    var maxMessages: Int
    var maxMessageBytes: Int
    /// `stopSafely`, `dropOldest` or `dropNewest`.
    var whenFull: String
    /// `full` or `normal`.
    var durability: String
    var retention: Duration

    /// Reads them.
    ///
    /// - Throws: `SettingFault`, which a configuration that was read does not hold.
    init(_ settings: Settings) throws(SettingFault) {
        let settings = settings.filled(with: Self.keys)
        maxBytes = try Self.present(try settings.bytes(Self.maxBytes), Self.maxBytes)
        maxMessages = try Self.present(try settings.integer(Self.maxMessages), Self.maxMessages)
        maxMessageBytes = try Self.present(try settings.bytes(Self.maxMessageBytes), Self.maxMessageBytes)
        whenFull = try Self.present(try settings.text(Self.whenFull), Self.whenFull)
        durability = try Self.present(try settings.text(Self.durability), Self.durability)
        retention = try Self.present(try settings.duration(Self.retention), Self.retention)
    }

    private static func present<Value>(_ value: Value?, _ key: SettingKey) throws(SettingFault) -> Value {
        guard let value else { throw .missing(key: key.name, why: "it has no standard value") }
        return value
    }
}

extension OutboxSettings {
    static let maxBytes = SettingKey(
        "outbox.maxBytes", .bytes((8 << 20)...(1 << 40)), standard: "4 GiB",
        "How much one experiment's outbox may hold on the disk.")
    static let maxMessages = SettingKey(
        "outbox.maxMessages", .integer(100...1_000_000_000), standard: "10000000",
        "How many messages one experiment's outbox may hold.")
    static let maxMessageBytes = SettingKey(
        "outbox.maxMessageBytes", .bytes((16 << 10)...(16 << 20)), standard: "256 KiB",
        "How large one message may be.")
    static let whenFull = SettingKey(
        "outbox.whenFull", .choice(["stopSafely", "dropOldest", "dropNewest"]), standard: "stopSafely",
        "What happens at the limit, and on a disk that takes no more: the run stops, cell off, or messages are dropped."
    )
    static let durability = SettingKey(
        "outbox.durability", .choice(["full", "normal"]), standard: "full",
        "Whether a message survives a power cut (full) or only the end of the process (normal).")
    static let retention = SettingKey(
        "outbox.retention", .duration(.zero ... .seconds(365 * 86_400)), standard: "24 h",
        "How long delivered messages are kept for a replay, as long as there is room.")

    /// Its keys, as the reference lists them.
    static let keys = [maxBytes, maxMessages, maxMessageBytes, whenFull, durability, retention]
}
