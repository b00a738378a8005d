import LabValues

/// The signed commands that were here, until none of them could be accepted again. Pure.
///
/// Bounded: a command is kept until it has expired, with ten minutes more for a wall clock that is set back; a `stop`,
/// which never expires, is kept among the latest 1024 of its kind.
public struct SeenIDs: Sendable {
    /// One signed command.
    public struct Entry: Sendable, Hashable {
        var keyID: String
        var id: String
        var nonce: String
        /// When it may be forgotten; nil for a `stop`.
        var until: Timestamp?
    }

    private struct Name: Hashable {
        var keyID: String
        var text: String
    }

    private var entries: [Name: Entry] = [:]
    private var nonces: Set<Name> = []
    private var stops: [Name] = []
    private var nextCleaning = SeenIDs.capacity / 2

    /// The most commands that are kept.
    public static let capacity = 16_384
    static let mostStops = 1024
    private static let margin = Duration.seconds(600)

    /// Nothing seen.
    public init() {}

    /// How many are kept.
    public var count: Int { entries.count }
    /// All of them.
    var all: some Sequence<Entry> { entries.values }

    /// What must be kept about a command; nil when it is not signed.
    static func entry(for command: Command) -> Entry? {
        guard let keyID = command.keyID, let id = command.id, let nonce = command.nonce else { return nil }
        let until = command.name == CommandName.stop ? nil : command.expires.map { $0 + margin }
        return Entry(keyID: keyID, id: id, nonce: nonce, until: until)
    }

    /// Why this command cannot be new; nil when it can. A `stop` may share its nonce: only its id counts.
    func refusal(of entry: Entry) -> CommandRefusal? {
        if entries[Name(keyID: entry.keyID, text: entry.id)] != nil { return .replayed(id: entry.id) }
        let isUsed = nonces.contains(Name(keyID: entry.keyID, text: entry.nonce))
        return isUsed && entry.until != nil ? .nonceReused(nonce: entry.nonce) : nil
    }

    /// Keeps a command; false when there is no room, which a `stop` always finds.
    mutating func keep(_ entry: Entry, at now: Timestamp) -> Bool {
        if entries.count >= nextCleaning { clean(at: now) }
        guard entries.count < Self.capacity || entry.until == nil else { return false }
        let name = Name(keyID: entry.keyID, text: entry.id)
        entries[name] = entry
        nonces.insert(Name(keyID: entry.keyID, text: entry.nonce))
        if entry.until == nil { stops.append(name) }
        if stops.count > Self.mostStops { forget(stops.removeFirst()) }
        return true
    }

    private mutating func clean(at now: Timestamp) {
        for (name, entry) in entries { if let until = entry.until, until < now { forget(name) } }
        nextCleaning = min(Self.capacity, max(Self.capacity / 2, entries.count * 2))
    }

    private mutating func forget(_ name: Name) {
        guard let entry = entries.removeValue(forKey: name) else { return }
        nonces.remove(Name(keyID: entry.keyID, text: entry.nonce))
    }
}
