#if Kafka
import KafkaClient
public import LabPublishing
import LabValues
import Logging
import Synchronization

/// Publishes to a Kafka cluster: each message is there once the cluster has confirmed it on all its replicas.
///
/// A cluster that is away is waited for: what was given to the library stays there, and a later call with the same records
/// waits for the same deliveries. What a call was told to be confirmed is not sent again by the next.
public final class KafkaPublisher: PublisherKind {
    public static let scheme = "kafka"
    public static let summary = "kafka:HOST:PORT[,HOST:PORT…]: messages in the topics echem_events and echem_data"
    public static var settingKeys: [SettingKey] { KafkaKeys.all }

    public let notices: [String]
    let settings: KafkaSettings
    let logger: Logger
    private let producer: KafkaProducer
    private let desk: TopicDesk
    private let courier: Courier
    private let clock: any LabClock
    private let patience: Patience
    /// Notebooks and deliveries work here; neither holds up the concurrency pool, nor is held up by it.
    private let executor = ExecutorThread()
    private let current = Mutex<Delivery?>(nil)

    public static func settled(_ sink: SinkAddress) throws -> SinkAddress {
        do { _ = try KafkaServer.list(sink.rest) } catch { throw KafkaFault.address(text: sink.text, error) }
        return sink
    }

    public static func open(_ opening: PublisherOpening) throws -> any Publisher {
        return try KafkaPublisher(try KafkaSettings(servers: opening.sink.rest, opening.settings), opening)
    }

    /// A publisher that asks for its topics in the background, and waits for nothing.
    ///
    /// - Parameter create: creates missing topics; nil: as the settings have it.
    init(
        _ settings: KafkaSettings, _ opening: PublisherOpening, patience: Patience = Patience(),
        create: TopicDesk.Creator? = nil, logger: Logger = Logger(label: "lab.kafka")
    ) throws {
        (self.settings, self.patience, notices) = (settings, patience, settings.notices)
        self.logger = logger
        clock = opening.clock ?? SystemClock()
        producer = try KafkaProducer(settings.configuration, logger: logger)
        desk = TopicDesk(
            producer, PartitionBook(opening.experiment, opening.notebook), clock: clock,
            create: create ?? Self.creator(settings, logger))
        courier = Courier(producer, desk, MessageForm(layout: settings.layout, traceID: settings.traceID))
        let topics = settings.layout.topicsAtStart
        start { [desk] delivery in await desk.warmUp(topics, for: delivery) }
    }

    public func publish(_ records: [Record]) async throws {
        while true {
            if let delivery = current.withLock({ $0 }) {
                try await wait(for: delivery, records.count)
                current.withLock { if $0 === delivery { $0 = nil } }
                try delivery.result?.get()
            }
            let open = courier.remaining(of: records)
            if open.isEmpty { return try settle() }
            start { [courier] delivery in try await courier.deliver(open, for: delivery) }
        }
    }

    public func whenReady(_ action: @escaping @Sendable () -> Void) {
        current.withLock { $0 }?.whenDone(action)
    }

    public func check(within limit: Duration) async throws {
        try await ClusterCheck(settings: settings, logger: logger).run(within: limit)
    }

    public func close() async { await producer.close(within: .seconds(1)) }

    private func settle() throws {
        let refused = courier.settle()
        guard !refused.isEmpty else { return }
        let reasons = Set(refused.values.map(\.reason)).sorted()
        throw RecordsRefused(seqs: refused.keys.sorted(), reason: reasons.joined(separator: "; "))
    }

    private static func creator(_ settings: KafkaSettings, _ logger: Logger) -> TopicDesk.Creator? {
        guard let creation = settings.creation else { return nil }
        let maker = TopicMaker(configuration: settings.configuration, creation: creation, logger: logger)
        return { topics async throws(KafkaError) in try await maker.create(topics) }
    }

    private func start(_ work: @escaping @Sendable (Delivery) async throws -> Void) {
        let delivery = Delivery()
        current.withLock { $0 = delivery }
        Task(executorPreference: executor) {
            do { delivery.end(.success(try await work(delivery))) } catch { delivery.end(.failure(error)) }
        }
    }
}

extension KafkaPublisher {
    /// How long a call waits for a cluster before it says so.
    struct Patience: Sendable {
        /// When a connection complains.
        var inTrouble = Duration.seconds(3)
        /// When nothing does; a slow line carries a batch of 1 MiB in that time.
        var inSilence = Duration.seconds(10)
    }

    private enum Waiting { case done, late, cancelled }

    /// Returns when the delivery has ended.
    ///
    /// - Throws: `KafkaFault.notConfirmed` when that takes too long; the delivery goes on. `CancellationError`.
    private func wait(for delivery: Delivery, _ count: Int) async throws {
        let start = clock.now
        if try await ends(delivery, by: start + patience.inTrouble) { return }
        if trouble(of: delivery) == nil, try await ends(delivery, by: start + patience.inSilence) { return }
        throw KafkaFault.notConfirmed(messages: count, waited: clock.now - start, reason: trouble(of: delivery))
    }

    private func trouble(of delivery: Delivery) -> KafkaError? { delivery.obstacle ?? producer.lastTrouble }

    private func ends(_ delivery: Delivery, by deadline: LabInstant) async throws -> Bool {
        let signal = OneShot<Waiting>()
        delivery.whenDone { signal.finish(.done) }
        let alarm = clock.setAlarm(at: deadline) { signal.finish(.late) }
        let waiting = await withTaskCancellationHandler {
            await withCheckedContinuation { signal.wait($0) }
        } onCancel: {
            signal.finish(.cancelled)
        }
        clock.cancelAlarm(alarm)
        if waiting == .cancelled { throw CancellationError() }
        return waiting == .done
    }
}

extension KafkaErrorCode {
    /// Why a message is set aside, in a few words.
    fileprivate var reason: String {
        switch self {
        case .messageTooLarge: "larger than the brokers take (\(name))"
        case .invalidRecord: "not acceptable to the brokers (\(name))"
        default: name
        }
    }
}
#endif
