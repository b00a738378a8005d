import LabValues

/// Decides which commands reach the run, in which order, and what becomes of the others. Pure.
struct CommandTriage: Sendable {
    /// What becomes of a command.
    enum Verdict: Sendable {
        /// It waits for the run. `keep` must be written down: before `release`, save for a `stop`.
        case admitted(ReceivedCommand, keep: SeenIDs.Entry?)
        /// A stop more than can be told apart, while others are at work: it changes nothing.
        case superseded
        /// It was here before; this was answered so far.
        case repeated([CommandReply])
        case refused(CommandRefusal)
        /// For another run, on a channel all runs read.
        case ignored
    }

    let rules: InboxRules
    private(set) var ledger: ReplyLedger
    private(set) var seen: SeenIDs
    private var stops: [UInt64] = []
    private var waiting: [UInt64] = []
    private var lastTicket: UInt64 = 0

    init(_ rules: InboxRules, seen: SeenIDs = SeenIDs()) {
        self.rules = rules
        self.seen = seen
        ledger = ReplyLedger(memory: rules.memory)
    }

    /// Whether anything waits for the run.
    var isEmpty: Bool { stops.isEmpty && waiting.isEmpty }

    /// What becomes of `command`; an admitted one waits already, a `stop` before all others.
    ///
    /// - Parameter hasGivenID: whether its id is the listener's, not the sender's.
    mutating func judge(
        _ command: Command, from origin: CommandOrigin, hasGivenID: Bool = false, route: ReplyRoute,
        at now: LabInstant, wall: Timestamp
    ) -> Verdict {
        if let refusal = lengthRefusal(of: command) { return .refused(refusal) }
        if let verdict = addressVerdict(on: command, from: origin) { return verdict }
        let isSigned = origin.channel == .shared && command.signature != nil
        let scope: ReplyLedger.Scope =
            origin.channel == .local ? .local : isSigned ? .key(command.keyID ?? "") : .unsigned
        let way = ReplyLedger.Way(route: route, place: allowedPlace(of: command, from: origin))
        let name = command.id.map { hasGivenID ? ReplyLedger.Name.given($0, source: origin.source) : .own($0) }
        switch ledger.match(command, name, scope: scope) {
        case .same(let ticket):
            if let refusal = authenticityRefusal(of: command, isSigned, origin) { return .refused(refusal) }
            ledger.add(way, to: ticket)
            return .repeated(ledger[ticket]?.replies ?? [])
        case .other where command.name != CommandName.stop: return .refused(.idReused(id: command.id ?? ""))
        case .other, .none: break
        }
        if let refusal = refusal(of: command, isSigned, from: origin, at: wall) { return .refused(refusal) }
        let entry = isSigned ? SeenIDs.entry(for: command) : nil
        if let entry, let refusal = seen.refusal(of: entry, at: wall) { return .refused(refusal) }
        if let refusal = roomRefusal(for: command) { return .refused(refusal) }
        if isCrowded(by: command) { return .superseded }
        if let entry, !seen.keep(entry, at: wall) { return .refused(.notRecorded) }
        lastTicket += 1
        let received = ReceivedCommand(
            ticket: .init(number: lastTicket), command: command, origin: origin,
            signer: isSigned ? command.keyID : nil, arrival: now)
        ledger.open(received, name, scope: scope, way: way)
        if command.name == CommandName.stop { stops.append(lastTicket) }
        return .admitted(received, keep: entry)
    }

    /// The next command for the run.
    mutating func take() -> ReceivedCommand? {
        let ticket = !stops.isEmpty ? stops.removeFirst() : !waiting.isEmpty ? waiting.removeFirst() : nil
        return ticket.flatMap { ledger[$0]?.received }
    }

    /// Lets an admitted command wait for the run; a `stop` waits already.
    mutating func release(_ ticket: ReceivedCommand.Ticket) { waiting.append(ticket.number) }

    /// Notes a reply, and says where it goes; nil when it must not be sent.
    mutating func note(_ reply: CommandReply, for ticket: ReceivedCommand.Ticket) -> ReplyLedger.Entry? {
        ledger.note(reply, for: ticket.number)
    }

    /// Nothing is taken any more.
    mutating func forgetWaiting() {
        stops = []
        waiting = []
    }

    // MARK: How

    /// Whether this is a stop, and enough of them are open already, its haste among theirs.
    private func isCrowded(by command: Command) -> Bool {
        guard command.name == CommandName.stop, ledger.openStops.count >= InboxRules.stopPlaces else { return false }
        return !command.isNow || ledger.openStops.values.contains(true)
    }

    private func lengthRefusal(of command: Command) -> CommandRefusal? {
        // What is kept of a `stop` under its signature is short; the rest is its sender's matter.
        let isStop = command.name == CommandName.stop
        let names = [
            ("command", command.name), ("id", command.id), ("key_id", command.keyID), ("nonce", command.nonce),
            ("signature", command.signature), ("station", isStop ? nil : command.station),
            ("issuer", isStop ? nil : command.issuer),
        ]
        for (name, text) in names where text?.utf8.count ?? 0 > InboxRules.longestName {
            return .tooLong(what: name, limit: InboxRules.longestName)
        }
        guard isStop || command.replyTo?.utf8.count ?? 0 <= InboxRules.longestReplyTo else {
            return .tooLong(what: "reply_to", limit: InboxRules.longestReplyTo)
        }
        return nil
    }

    /// Whether it is meant for this run at all. On a shared channel others' commands are no mistake.
    private func addressVerdict(on command: Command, from origin: CommandOrigin) -> Verdict? {
        if let asked = command.experiment, asked != rules.experiment {
            guard origin.channel == .local else { return .ignored }
            return .refused(.wrongExperiment(asked: asked, here: rules.experiment))
        }
        guard let asked = command.station, asked != rules.signatures.station else { return nil }
        let isForOthers = origin.channel == .shared && command.signature == nil && command.experiment == nil
        return isForOthers ? .ignored : .refused(.wrongStation(asked: asked, here: rules.signatures.station))
    }

    /// A `stop` with a place where replies may not go acts all the same; its reply goes to the usual place.
    private func allowedPlace(of command: Command, from origin: CommandOrigin) -> String? {
        command.replyTo.flatMap { rules.allowsReplies(to: $0, from: origin) ? $0 : nil }
    }

    private func authenticityRefusal(
        of command: Command, _ isSigned: Bool, _ origin: CommandOrigin
    ) -> CommandRefusal? {
        if isSigned { return rules.signatures.authenticityRefusal(of: command) }
        guard origin.channel == .shared, !rules.policy.acceptsUnsigned(command.name) else { return nil }
        return .signatureRequired(command: command.name, setting: rules.policy.acceptUnsigned)
    }

    private func refusal(
        of command: Command, _ isSigned: Bool, from origin: CommandOrigin, at now: Timestamp
    ) -> CommandRefusal? {
        let isStop = command.name == CommandName.stop
        guard rules.commands.contains(command.name) else {
            return .unknownCommand(command.name, known: rules.commands)
        }
        if let place = command.replyTo, !isStop, !rules.allowsReplies(to: place, from: origin) {
            return .replyToRefused(place, allowed: rules.replyTo.map(\.text))
        }
        if isSigned { return rules.signatures.refusal(of: command, at: now) }
        if let refusal = authenticityRefusal(of: command, false, origin) { return refusal }
        guard let expires = command.expires, !isStop, now >= expires else { return nil }
        return .expired(expires, now: now)
    }

    private func roomRefusal(for command: Command) -> CommandRefusal? {
        guard command.name != CommandName.stop else { return nil }
        let isFull = waiting.count >= rules.capacity || ledger.openCount >= 4 * rules.capacity
        return isFull ? .inboxFull(capacity: rules.capacity) : nil
    }
}
