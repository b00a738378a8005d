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

    fileprivate struct Name: Sendable, Hashable {
        var keyID: String
        var text: String
    }

    private var byID: [Name: [Entry]] = [:]
    private var byNonce: [Name: [Entry]] = [:]
    private var stops: [Entry] = []
    private var nextCleaning = SeenIDs.capacity / 2

    /// The most commands that are kept.
    public static let capacity = 16_384
    static let mostStops = 1024
    private static let margin = Duration.seconds(600)

    /// Nothing seen.
    public init() {}

    /// How many are kept.
    public private(set) var count = 0
    /// All of them.
    var all: some Sequence<Entry> { byID.values.joined() }

    /// What must be kept about a command; nil when it is not signed.
    static func entry(for command: Command) -> Entry? {
        guard let keyID = command.keyID, let id = command.id, let nonce = command.nonce else { return nil }
        let until = command.name == CommandName.stop ? nil : command.expires.map { $0 + margin }
        return Entry(keyID: keyID, id: id, nonce: nonce, until: until)
    }

    /// Why this command cannot be new; nil when it can.
    ///
    /// A `stop` is refused only when a `stop` had both its id and its nonce: a sender that names its commands badly must
    /// still be able to stop. Another command must have an id and a nonce that none has that could still be accepted.
    func refusal(of entry: Entry, at now: Timestamp) -> CommandRefusal? {
        let sameID = byID[entry.idName] ?? []
        guard entry.until != nil else { return sameID.contains(entry) ? .replayed(id: entry.id) : nil }
        if sameID.contains(where: { $0.isAlive(at: now) }) { return .replayed(id: entry.id) }
        let sameNonce = byNonce[entry.nonceName] ?? []
        return sameNonce.contains { $0.isAlive(at: now) } ? .nonceReused(nonce: entry.nonce) : nil
    }

    /// Keeps a command; false when there is no room, which a `stop` always finds.
    mutating func keep(_ entry: Entry, at now: Timestamp) -> Bool {
        if count >= nextCleaning { clean(at: now) }
        guard count < Self.capacity || entry.until == nil else { return false }
        if entry.until == nil, byID[entry.idName]?.contains(entry) == true { return true }
        byID[entry.idName, default: []].append(entry)
        byNonce[entry.nonceName, default: []].append(entry)
        count += 1
        if entry.until == nil { stops.append(entry) }
        if stops.count > Self.mostStops { forget(stops.removeFirst()) }
        return true
    }

    private mutating func clean(at now: Timestamp) {
        for entry in Array(all) where !entry.isAlive(at: now) { forget(entry) }
        nextCleaning = min(Self.capacity, max(Self.capacity / 2, count * 2))
    }

    private mutating func forget(_ entry: Entry) {
        guard let place = byID[entry.idName]?.firstIndex(of: entry) else { return }
        byID[entry.idName]?.remove(at: place)
        if byID[entry.idName]?.isEmpty == true { byID[entry.idName] = nil }
        if let place = byNonce[entry.nonceName]?.firstIndex(of: entry) { byNonce[entry.nonceName]?.remove(at: place) }
        if byNonce[entry.nonceName]?.isEmpty == true { byNonce[entry.nonceName] = nil }
        count -= 1
    }
}

extension SeenIDs.Entry {
    fileprivate var idName: SeenIDs.Name { SeenIDs.Name(keyID: keyID, text: id) }
    fileprivate var nonceName: SeenIDs.Name { SeenIDs.Name(keyID: keyID, text: nonce) }
    fileprivate func isAlive(at now: Timestamp) -> Bool { until.map { $0 >= now } ?? true }
}
