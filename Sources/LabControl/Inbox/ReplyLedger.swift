import Crypto
import LabValues

/// What was answered to whom: `accepted` at most once, then one last reply, and the same again to the same id. Pure.
///
/// Bounded: answered commands beyond `memory` are forgotten, oldest first.
struct ReplyLedger: Sendable {
    /// Who a sender with an id is: ids of signed commands are their key's own.
    enum Scope: Sendable, Hashable {
        case local
        case unsigned
        case key(String)

        /// How well the sender is known; whoever is known less cannot take an id away.
        fileprivate var trust: Int {
            switch self {
            case .unsigned: 0
            case .key: 1
            case .local: 2
            }
        }
    }

    /// What a command is found again by.
    enum Name: Sendable, Hashable {
        /// The id its sender gave it.
        case own(String)
        /// The id its listener gave it, which is nobody else's.
        case given(String, source: String)
    }

    struct Way: Sendable {
        var route: ReplyRoute
        var place: String?
    }

    struct Entry: Sendable {
        /// Without its parameters once it is answered.
        var received: ReceivedCommand
        var scope: Scope
        var name: Name?
        var request: [UInt8]
        var replies: [CommandReply] = []
        var ways: [Way]

        var isOpen: Bool { replies.last.map { $0.status == .accepted } ?? true }
    }

    enum Match: Sendable {
        case none
        /// The same request, with what was answered so far.
        case same(UInt64)
        /// Another request of the same sender.
        case other
    }

    private var entries: [UInt64: Entry] = [:]
    private var byName: [Name: [UInt64]] = [:]
    /// Answered ones, oldest first, from `firstAnswered` on.
    private var answered: [UInt64] = []
    private var firstAnswered = 0
    private(set) var openCount = 0
    /// Stops without a last reply, and whether each asked to act at once.
    private(set) var openStops: [UInt64: Bool] = [:]
    private let memory: Int
    /// The most places one command is answered at: a client that asked again may hang on a new connection.
    private static let mostWays = 4

    init(memory: Int) { self.memory = memory }

    var count: Int { entries.count }
    var openTickets: [UInt64] { entries.values.filter(\.isOpen).map(\.received.ticket.number).sorted() }

    subscript(ticket: UInt64) -> Entry? { entries[ticket] }

    /// What a command asks for, whenever and wherever it was sent. Without an id of its sender's, when it was sent is
    /// part of it: the same place in a topic made anew holds another command.
    static func request(_ command: Command, _ name: Name?) -> [UInt8] {
        var sent: String?
        if case .given = name { sent = command.timestamp.description }
        let parts: JSONValue = [
            .string(command.name), .object(command.parameters), .string(command.experiment?.text), .string(sent),
        ]
        return Array(SHA256.hash(data: CanonicalBytes(of: parts).bytes))
    }

    /// Whether the command was here. What somebody sent who is known less well is another's.
    func match(_ command: Command, _ name: Name?, scope: Scope) -> Match {
        guard let name, let tickets = byName[name] else { return .none }
        let request = Self.request(command, name)
        let known = tickets.compactMap { entries[$0] }.filter { $0.scope == scope || $0.scope.trust >= scope.trust }
        if let same = known.first(where: { $0.request == request }) { return .same(same.received.ticket.number) }
        guard case .own = name else { return .none }
        return known.contains { $0.scope == scope } ? .other : .none
    }

    mutating func open(_ received: ReceivedCommand, _ name: Name?, scope: Scope, way: Way) {
        let ticket = received.ticket.number
        entries[ticket] = Entry(
            received: received, scope: scope, name: name, request: Self.request(received.command, name), ways: [way])
        openCount += 1
        if received.command.name == CommandName.stop { openStops[ticket] = received.command.isNow }
        if let name { byName[name, default: []].append(ticket) }
    }

    /// Sends what is still to come of an open command to one more place; the first keeps its own.
    mutating func add(_ way: Way, to ticket: UInt64) {
        guard var entry = entries[ticket], entry.isOpen else { return }
        if entry.ways.count >= Self.mostWays { entry.ways.remove(at: 1) }
        entry.ways.append(way)
        entries[ticket] = entry
    }

    /// Notes a reply; nil when the command was answered already, or is unknown.
    mutating func note(_ reply: CommandReply, for ticket: UInt64) -> Entry? {
        guard var entry = entries[ticket], entry.isOpen else { return nil }
        if reply.status == .accepted, !entry.replies.isEmpty { return nil }
        entry.replies.append(reply)
        let told = entry
        if !entry.isOpen {
            entry.ways = []
            entry.received = entry.received.withoutParameters
            openCount -= 1
            openStops[ticket] = nil
            answered.append(ticket)
        }
        entries[ticket] = entry
        forgetOldest()
        return told
    }

    private mutating func forgetOldest() {
        while answered.count - firstAnswered > memory {
            forget(answered[firstAnswered])
            firstAnswered += 1
        }
        guard firstAnswered > memory else { return }
        answered.removeFirst(firstAnswered)
        firstAnswered = 0
    }

    private mutating func forget(_ ticket: UInt64) {
        guard let name = entries.removeValue(forKey: ticket)?.name else { return }
        byName[name]?.removeAll { $0 == ticket }
        if byName[name]?.isEmpty == true { byName[name] = nil }
    }
}

extension ReceivedCommand {
    fileprivate var withoutParameters: Self {
        var command = command
        command.parameters = JSONObject()
        return ReceivedCommand(ticket: ticket, command: command, origin: origin, signer: signer, arrival: arrival)
    }
}
