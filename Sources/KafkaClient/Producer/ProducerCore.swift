#if Kafka
import CRdKafka
import Logging
import Synchronization

/// What stands behind a producer: who waits, what is under way, and the client of the moment.
final class ProducerCore: Sendable {
    enum Phase {
        case open(ProducerSession)
        /// The client died; the next one is to come.
        case replacing
        case closed
    }

    struct State {
        var phase = Phase.replacing
        var backlog = Backlog()
        var isClosing = false
        /// The topics that were used or prepared: a new client asks about them before it sends.
        var topics: Set<String> = []
        /// The end of the client before the one of the moment.
        var dying: Latch?
    }

    /// Messages that leave between two looks at the window.
    private static let stride = 256

    let state = Mutex(State())
    let traffic: Mutex<Traffic>
    let backOff: Mutex<BackOff>
    let closing = Latch()
    let clients = Mutex(ClientCount())
    let configuration: KafkaConfiguration
    let logger: Logger
    private let writer = MessageWriter()

    init(
        _ configuration: KafkaConfiguration, window: KafkaProducer.Window, backOff: BackOff, logger: Logger
    ) throws(KafkaError) {
        self.configuration = configuration
        self.logger = logger
        traffic = Mutex(Traffic(window: window))
        self.backOff = Mutex(backOff)
        let session = try makeSession()
        state.withLock { $0.phase = .open(session) }
    }

    /// Takes a batch, and sends what the window lets through.
    func submit(_ batch: Batch) {
        traffic.withLock { $0.accept(batch.messages.count) }
        enter(batch)
    }

    /// Takes a message if it need not wait for room; false when it would.
    func offer(_ message: KafkaMessage, _ report: @escaping @Sendable (MessageOutcome) -> Void) -> Bool {
        guard traffic.withLock({ $0.acceptIfRoom(message.size) }) else { return false }
        let batch = Batch([message])
        if batch.await(.report(report)) { enter(batch) }
        return true
    }

    private func enter(_ batch: Batch) {
        let isOpen = state.withLock { state in
            let isOpen = !state.isClosing && !batch.isCancelled
            if isOpen { state.backlog.append(batch) }
            return isOpen
        }
        if isOpen { pump() } else { drop(Backlog.Entry(batch: batch), because: .destroyed) }
    }

    /// Forgets what has not left of a batch whose wait was cancelled.
    func withdraw(_ batch: Batch) {
        state.withLock { state in
            guard let entry = state.backlog.remove(batch) else { return }
            if case .open(let session) = state.phase {
                drop(entry, because: .destroyed, session)
            } else {
                drop(entry, because: .destroyed)
            }
        }
    }

    /// Sends what the window lets through, in order.
    func pump() {
        state.withLock { state in
            while case .open(let session) = state.phase, !state.backlog.isEmpty, push(session, &state) {}
        }
    }

    /// Makes a client whose reports and end come here.
    func makeSession() throws(KafkaError) -> ProducerSession {
        let session = try connect()
        clients.withLock { $0.add(session.handle.destroyed) }
        return session
    }

    private func connect() throws(KafkaError) -> ProducerSession {
        let logger = logger
        let reports = DeliveryReports { message, outcome in
            logger.warning(
                "A message was not delivered.", metadata: ["topic": "\(message.topic)", "outcome": "\(outcome)"])
        } onSettled: { [weak self] in
            self?.settled($0)
        }
        return try ProducerSession(configuration, logger: logger, reports: reports) { [weak self] code in
            self?.died(of: code, whose: reports)
        }
    }

    /// The client behind `reports` is of no use any more.
    private func died(of code: KafkaErrorCode, whose reports: DeliveryReports) {
        state.withLock { state in
            guard case .open(let session) = state.phase, session.reports === reports else { return }
            bury(session, &state, because: code)
        }
    }

    private func settled(_ settled: DeliveryReports.Settled) {
        if settled.delivered > 0 { backOff.withLock { $0.reset() } }
        let hasWaiting = traffic.withLock { traffic in
            let hasWaiting = traffic.release(settled.messages, bytes: settled.bytes)
            traffic.settle(settled.messages)
            return hasWaiting
        }
        if hasWaiting { pump() }
    }

    /// Sends some messages of the batch whose turn it is. False when there is no going on for now.
    private func push(_ session: ProducerSession, _ state: inout State) -> Bool {
        let entry = state.backlog.head
        let batch = entry.batch.messages
        let admitted = traffic.withLock { $0.admit(batch, from: entry.next, atMost: Self.stride) }
        guard admitted.count > 0 else { return false }
        let end = entry.next + admitted.count
        session.reports.leaving(admitted.count, bytes: admitted.bytes)
        if entry.slot == nil { state.backlog.head.slot = session.reports.slot(for: entry.batch) }
        let stopped = session.handle.use { send(to: end, &state, session, $0) }
        guard let stopped else { return finishHead(&state) }
        takeBack(batch[state.backlog.head.next..<end], session)
        return stop(session, &state, because: stopped)
    }

    /// What was admitted did not leave.
    private func takeBack(_ messages: ArraySlice<KafkaMessage>, _ session: ProducerSession) {
        let bytes = messages.reduce(0) { $0 + $1.size }
        session.reports.leaving(-messages.count, bytes: -bytes)
        traffic.withLock { $0.takeBack(messages.count, bytes: bytes) }
    }

    /// Hands messages of the head to the library up to `end`. Returns what stopped it.
    private func send(
        to end: Int, _ state: inout State, _ session: ProducerSession, _ client: OpaquePointer
    ) -> KafkaErrorCode? {
        let entry = state.backlog.head
        var last: (name: String, topic: OpaquePointer)?
        for index in entry.next..<end {
            let message = entry.batch.messages[index]
            if last?.name != message.topic {
                do throws(KafkaError) {
                    last = (message.topic, try session.topic(message.topic))
                    state.topics.insert(message.topic)
                } catch {
                    return error.code ?? .invalidTopic
                }
            }
            guard let topic = last?.topic else { return .invalidTopic }
            let tag = DeliveryReports.tag(slot: entry.slot ?? 0, index: index)
            let code = writer.produce(message, to: topic, tag: tag, with: client)
            guard code == .none else { return code }
            state.backlog.head.next = index + 1
            state.backlog.head.isLastTry = false
        }
        return nil
    }

    /// The whole head has left, or waits for its next share of the window.
    private func finishHead(_ state: inout State) -> Bool {
        let entry = state.backlog.head
        if entry.next == entry.batch.messages.count {
            state.backlog.removeHead()
            entry.batch.accepted()
        }
        return true
    }

    /// A message did not leave.
    private func stop(_ session: ProducerSession, _ state: inout State, because code: KafkaErrorCode) -> Bool {
        switch code {
        case .queueFull where traffic.withLock({ $0.stall() }): return false
        case .queueFull where !state.backlog.head.isLastTry:
            // Everything under way was reported since the library said so, hence there is room now.
            state.backlog.head.isLastTry = true
            return true
        case .fatal:
            bury(session, &state, because: session.handle.fatalCode)
            return false
        default:
            let entry = state.backlog.head
            state.backlog.head.next += 1
            settle(entry, entry.next..<entry.next + 1, .failed(code, mayBeStored: false), session)
            return giveUpHead(&state, because: code)
        }
    }

    /// What has not left of the head will not: it must not overtake what failed.
    private func giveUpHead(_ state: inout State, because code: KafkaErrorCode) -> Bool {
        let entry = state.backlog.head
        state.backlog.removeHead()
        if case .open(let session) = state.phase {
            settle(entry, entry.next..<entry.batch.messages.count, .notSent(because: code), session)
        }
        return true
    }

    /// Gives messages that did not leave their outcome.
    private func settle(
        _ entry: Backlog.Entry, _ range: Range<Int>, _ outcome: MessageOutcome, _ session: ProducerSession?
    ) {
        guard !range.isEmpty else { return }
        let isLast = entry.batch.settle(range, outcome)
        if isLast, let slot = entry.slot { session?.reports.free(slot) }
        traffic.withLock { $0.settle(range.count) }
        if isLast { entry.batch.finish() }
    }

    /// Gives what has not left of a batch its outcome.
    func drop(_ entry: Backlog.Entry, because code: KafkaErrorCode, _ session: ProducerSession? = nil) {
        settle(entry, entry.next..<entry.batch.messages.count, .notSent(because: code), session)
    }
}
#endif
