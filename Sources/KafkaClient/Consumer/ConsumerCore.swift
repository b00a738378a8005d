#if Kafka
import CRdKafka
import Logging
import Synchronization

/// Everything behind a ``KafkaConsumer``: the client, its two queues, and the readers that wait.
///
/// Messages come through a queue of their own, which is looked into only while the buffer has room. What governs the
/// group comes through another, which is always emptied: a slow reader holds up no rebalance and loses no partition.
final class ConsumerCore: Sendable {
    struct Guarded {
        var state: ConsumerState
        var waiters: [ObjectIdentifier: CheckedContinuation<Void, Never>] = [:]
    }

    struct Connection: @unchecked Sendable {
        // @unchecked: the library locks its queues; the queue lives as long as the handle.
        let handle: Handle
        let messages: OpaquePointer
    }

    let subscription: KafkaSubscription
    let options: KafkaConsumer.Options
    let logger: Logger
    /// Opens when the consumer is to end.
    let closing = Latch()
    let connection = Mutex<Connection?>(nil)
    let destroyed: Latch
    private let guarded: Mutex<Guarded>

    init(
        _ configuration: KafkaConfiguration, _ subscription: KafkaSubscription, _ options: KafkaConsumer.Options,
        _ logger: Logger
    ) throws(KafkaError) {
        if case .group = subscription { try configuration.checkAssignor() }
        let relay = WeakCore()
        let handle = try Handle(
            .consumer, configuration, settings: subscription.settings + options.settings,
            events: RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT, logger: logger,
            onFatal: { relay.core?.die($0) })
        self.subscription = subscription
        self.options = options
        self.logger = logger
        destroyed = handle.destroyed
        guarded = Mutex(Guarded(state: ConsumerState(bounds: options.buffer)))
        relay.core = self
        try listen(handle)
        watch(every: configuration.wakeInterval)
    }

    /// The client, until it is closed.
    var handle: Handle? { connection.withLock { $0?.handle } }

    private func listen(_ handle: Handle) throws(KafkaError) {
        let queues = handle.use { (rd_kafka_queue_new($0), rd_kafka_queue_get_consumer($0)) }
        guard let messages = queues.0, let group = queues.1 else { throw .outOfDescriptors }
        connection.withLock { $0 = Connection(handle: handle, messages: messages) }
        handle.attach(group) { [weak self] in self?.receive($0) }
        handle.attach(messages, wantsMore: { [weak self] in self?.wantsMore ?? false }) { [weak self] in
            self?.receive($0)
        }
    }

    /// Decides under the lock, then wakes the readers if there is something for them.
    func update<Result>(_ body: (inout ConsumerState) -> Result) -> Result {
        let (result, waiters) = guarded.withLock { guarded in
            let result = body(&guarded.state)
            guard !guarded.waiters.isEmpty, !guarded.state.isWaitNeeded else {
                return (result, [CheckedContinuation<Void, Never>]())
            }
            defer { guarded.waiters = [:] }
            return (result, Array(guarded.waiters.values))
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    private var wantsMore: Bool { guarded.withLock { $0.state.wantsMore } }

    // MARK: Readers

    /// The next message; nil when there is none now.
    func take() throws(KafkaError) -> ConsumedMessage? {
        let (result, hasRoom) = guarded.withLock { guarded in
            let wasFull = !guarded.state.wantsMore
            let result = Result { () throws(KafkaError) in try guarded.state.take() }
            return (result, wasFull && guarded.state.wantsMore)
        }
        if hasRoom { handle?.wake() }
        return try result.get().map { entry in
            ConsumedMessage(
                message: entry.message, topicPartition: entry.partition, offset: entry.offset,
                assignment: entry.assignment, core: self)
        }
    }

    /// Waits until there is something to take or the ticket is over.
    func awaitArrival(_ ticket: ReaderTicket) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWaiting = guarded.withLock { guarded in
                    guard guarded.state.isWaitNeeded, !ticket.isOver else { return false }
                    guarded.waiters[ObjectIdentifier(ticket)] = continuation
                    return true
                }
                if !isWaiting { continuation.resume() }
            }
        } onCancel: {
            end(ticket)
        }
    }

    func end(_ ticket: ReaderTicket) {
        let waiter = guarded.withLock { guarded in
            ticket.end()
            return guarded.waiters.removeValue(forKey: ObjectIdentifier(ticket))
        }
        waiter?.resume()
    }

    /// Stores the place under the lock, so that a later acknowledgement is never overtaken by an earlier one.
    func acknowledge(_ message: ConsumedMessage) -> Bool {
        guard let handle else { return false }
        return guarded.withLock { guarded in
            let (partition, offset) = (message.topicPartition, message.offset)
            guard
                let next = guarded.state.acknowledge(partition, offset, assignment: message.assignment)
            else { return false }
            // Without a group there is nothing to store for, and the library would commit it to a group of no name.
            return subscription.group == nil || handle.use { Self.store(partition, next, $0) }
        }
    }

    private static func store(_ partition: TopicPartition, _ offset: Int64, _ client: OpaquePointer) -> Bool {
        let list = PartitionList()
        list.add(partition, offset: offset)
        return list.lend { rd_kafka_offsets_store(client, $0) } == RD_KAFKA_RESP_ERR_NO_ERROR
    }
}

/// Lets a client's callbacks find the core that is being made around the client.
private final class WeakCore: Sendable {
    private struct Reference { weak var core: ConsumerCore? }
    private let reference = Mutex(Reference())

    var core: ConsumerCore? {
        get { reference.withLock { $0.core } }
        set { reference.withLock { $0.core = newValue } }
    }
}

extension KafkaConfiguration {
    /// The library before 2.3.0 aborts the process when a member that never led its group ends.
    ///
    /// - Source: librdkafka, pull request 4381.
    fileprivate func checkAssignor() throws(KafkaError) {
        let name = "partition.assignment.strategy"
        guard rd_kafka_version() < 0x0203_0000, let value = properties[name], value.contains("cooperative") else {
            return
        }
        let reason = "librdkafka before 2.3 can end the whole program with it; use range or roundrobin"
        throw .invalidProperty(name, value: value, reason: reason)
    }

    /// How often the group's queue is looked into at least: a third of what a broker waits for, or a minute.
    fileprivate var wakeInterval: Duration {
        let limit = properties["max.poll.interval.ms"].flatMap { Int64($0) } ?? 300_000
        return min(.seconds(60), .milliseconds(max(1, limit / 3)))
    }
}
#endif
