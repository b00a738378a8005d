public import LabValues
import Synchronization

/// The one inbox of a run: every listener puts commands in, the run takes them out and answers them.
///
/// Nothing here waits for the run, a listener or a reply. `stop` overtakes everything and is handed over before it is
/// written down.
public final class CommandInbox: Sendable {
    struct State {
        var triage: CommandTriage
        var meters: [String: RefusalMeter] = [:]
        var counts = InboxCounts()
        var isOver = false
    }

    let state: Mutex<State>
    let rules: InboxRules
    let clock: any LabClock
    private let timeline: Timeline
    private let journal: SeenIDJournal?
    let runState: @Sendable () -> String
    let observe: @Sendable (InboxEvent) -> Void
    private let bell = Mutex<(@Sendable () -> Void)?>(nil)

    /// An empty inbox.
    ///
    /// - Parameters:
    ///   - journal: where signed commands are kept from being replayed after a restart; nil keeps them in memory only.
    ///   - runState: the word for the run's state, for replies made here; must be quick.
    ///   - observe: is told what happens, on the thread it happens on; must be quick.
    public init(
        _ rules: InboxRules, clock: any LabClock, journal: SeenIDJournal? = nil,
        runState: @escaping @Sendable () -> String = { "preparing" },
        observe: @escaping @Sendable (InboxEvent) -> Void = { _ in }
    ) {
        self.rules = rules
        self.clock = clock
        self.journal = journal
        self.runState = runState
        self.observe = observe
        timeline = Timeline(clock)
        state = Mutex(State(triage: CommandTriage(rules, seen: journal?.held ?? SeenIDs())))
    }

    /// How many commands came, and what became of them.
    public var counts: InboxCounts { state.withLock { $0.counts } }

    // MARK: What the run needs

    /// Rings whenever there is something to `take`, on the thread of the listener: must be quick.
    public func onArrival(_ ring: @escaping @Sendable () -> Void) {
        bell.withLock { $0 = ring }
        if !state.withLock({ $0.triage.isEmpty }) { ring() }
    }

    /// The next command, a `stop` before all others; nil when none waits.
    public func take() -> ReceivedCommand? { state.withLock { $0.triage.take() } }

    /// Answers a command: with `accepted` once at most, and with one other reply.
    ///
    /// - Returns: false when that reply may not follow what was answered already; nothing is sent then.
    @discardableResult public func answer(
        _ ticket: ReceivedCommand.Ticket, _ status: CommandReply.Status, reason: String? = nil,
        safe: [InstrumentRole: SafeState] = [:], details: JSONObject = JSONObject()
    ) -> Bool {
        let word = runState()
        let answered = state.withLock { state -> (ReplyLedger.Entry, CommandReply)? in
            guard let command = state.triage.ledger[ticket.number]?.received.command else { return nil }
            var reply = reply(to: command, status, reason: reason, state: word, details: details)
            reply.safe = safe
            return state.triage.note(reply, for: ticket).map { ($0, reply) }
        }
        guard let (entry, reply) = answered else { return false }
        for way in entry.ways { way.route.send(reply, way.place) }
        if reply.status != .accepted {
            observe(.finished(entry.received, reply, elapsed: clock.now - entry.received.arrival))
        }
        return true
    }

    /// The run is over: what is unanswered fails, a `stop` is done, and nothing is taken in any more.
    public func close(reason: String = "run_over", safe: [InstrumentRole: SafeState] = [:]) {
        let open = state.withLock { state -> [(number: UInt64, isStop: Bool)] in
            state.isOver = true
            state.triage.forgetWaiting()
            let ledger = state.triage.ledger
            return ledger.openTickets.map { ($0, ledger.openStops[$0] != nil) }
        }
        for (number, isStop) in open {
            let ticket = ReceivedCommand.Ticket(number: number)
            if isStop { answer(ticket, .done, safe: safe) } else { answer(ticket, .failed, reason: reason) }
        }
    }

    // MARK: What listeners need

    /// Takes in a line as it came. A `stop` is taken in whatever is wrong with the fields beside its name, unless it
    /// claims a signature or its addressee cannot be read.
    ///
    /// - Parameter fallbackID: the command's id where it has none: topic, partition and offset of a Kafka message.
    public func receive(
        line: some Sequence<UInt8>, from origin: CommandOrigin, fallbackID: String? = nil, route: ReplyRoute = .none
    ) {
        let line = Array(line)
        guard line.count <= Self.longestCommand else {
            return refuse(nil, from: origin, .tooLong(what: "command", limit: Self.longestCommand), route)
        }
        do {
            receive(try Command(line: line), from: origin, fallbackID: fallbackID, route: route)
        } catch {
            if let stop = Command(stopIn: line, from: origin, at: clock.wallTime) {
                return receive(stop, from: origin, fallbackID: fallbackID, route: route)
            }
            var salvaged = Command(salvaging: line)
            if salvaged?.id == nil { salvaged?.id = fallbackID }
            refuse(salvaged, from: origin, .malformed(what: error.sentence), route)
        }
    }

    /// The longest command, in bytes: PROMISES §7.
    public static let longestCommand = 64 * 1024

    /// Takes in a command.
    public func receive(
        _ command: Command, from origin: CommandOrigin, fallbackID: String? = nil, route: ReplyRoute = .none
    ) {
        var command = command.isPlainStop(from: origin) ? command.withoutOverlong : command
        // Under a signature an id that is missing stays missing: it would be another message.
        let hasGivenID = command.id == nil && command.signature == nil && fallbackID != nil
        if hasGivenID { command.id = fallbackID }
        let (now, wall) = (clock.now, clock.wallTime)
        let verdict = state.withLock { state -> CommandTriage.Verdict in
            if state.isOver { return .ignored }
            let verdict = state.triage.judge(
                command, from: origin, hasGivenID: hasGivenID, route: route, at: now, wall: wall)
            state.counts.count(verdict)
            return verdict
        }
        switch verdict {
        case .admitted(let received, let entry): admit(received, keep: entry)
        case .superseded: supersede(command, from: origin, route)
        case .repeated(let replies):
            let place = allowedPlace(of: command, from: origin)
            for reply in replies { route.send(reply, place) }
        case .refused(let refusal): refuse(command, from: origin, refusal, route, isCounted: true)
        case .ignored: break
        }
    }

    // MARK: How

    private func admit(_ received: ReceivedCommand, keep entry: SeenIDs.Entry?) {
        observe(.received(received))
        if received.command.name == CommandName.stop {
            ring()  // before the disk is asked anything
            if let entry { keep(entry) { _ in } }  // a stop acts whether it can be written down or not
            return
        }
        guard let entry else { return release(received) }
        keep(entry) { isKept in
            guard !isKept else { return self.release(received) }
            self.answer(
                received.ticket, .refused, reason: CommandRefusal.notRecorded.code,
                details: CommandRefusal.notRecorded.details)
        }
    }

    private func release(_ received: ReceivedCommand) {
        state.withLock { state in
            // While the disk was waited for, the run may have ended; that has answered it.
            if !state.isOver { state.triage.release(received.ticket) }
        }
        ring()
    }

    private func keep(_ entry: SeenIDs.Entry, then: @escaping @Sendable (Bool) -> Void) {
        guard let journal else { return then(true) }
        journal.append(entry, all: { self.state.withLock { $0.triage.seen } }, then: then)
    }

    private func ring() { bell.withLock { $0 }?() }

    func reply(
        to command: Command?, _ status: CommandReply.Status, reason: String?, state: String,
        details: JSONObject = JSONObject()
    ) -> CommandReply {
        var reply = CommandReply(
            id: command?.id, command: command?.name ?? "", timestamp: timeline.timestamp(clock.now),
            experiment: rules.experiment, status: status, reason: reason, state: state)
        reply.details = details
        return reply
    }

    /// A refusal for the sender.
    func send(_ refusal: CommandRefusal, to command: Command?, _ origin: CommandOrigin, _ route: ReplyRoute) {
        route.send(
            reply(to: command, .refused, reason: refusal.code, state: runState(), details: refusal.details),
            command.flatMap { allowedPlace(of: $0, from: origin) })
    }

    func allowedPlace(of command: Command, from origin: CommandOrigin) -> String? {
        command.replyTo.flatMap { rules.allowsReplies(to: $0, from: origin) ? $0 : nil }
    }
}
