#if Kafka
import KafkaClient
public import LabControl
public import LabValues
import Logging
import Synchronization

/// Hears the commands of a topic: all its partitions, without a group, so that every run hears every command.
///
/// It begins where the partitions end when the run begins. When the cluster is away then, it begins, as soon as it can
/// be asked, with the messages whose time is not before the run's start; what their time is worth is their stamper's
/// matter: that of the brokers in a topic this runner has made (`LogAppendTime`), else that of each sender. Over an
/// outage it goes on where it was. New partitions are read from their start, within seconds.
public final class KafkaCommandListener: CommandListenerKind {
    public static let scheme = "kafka"
    public static let summary = "kafka:HOST:PORT[,HOST:PORT…]: commands from the topic echem_commands"
    public static var settingKeys: [SettingKey] { KafkaKeys.all }

    public let name = scheme
    private let settings: KafkaSettings
    private let topic: CommandTopic
    private let clock: any LabClock
    private let start: Timestamp
    private let pace: Pace
    private let logger: Logger
    /// Commands are decoded here; author code that keeps the concurrency pool busy holds up no stop.
    private let executor = ExecutorThread()
    private let places = Mutex<CommandPlaces?>(nil)
    private let hearing = Mutex(Hearing())
    private let dropped = Mutex(0)

    public static func address(beside sink: String) -> String? {
        sink.hasPrefix("\(scheme):") ? sink : nil
    }

    public static func open(_ opening: ListenerOpening) throws -> any CommandListener {
        try KafkaCommandListener(opening)
    }

    /// - Parameter create: creates missing topics; nil: as the settings have it.
    init(
        _ opening: ListenerOpening, pace: Pace = Pace(), create: CommandTopic.Creator? = nil,
        logger: Logger = Logger(label: "lab.kafka")
    ) throws {
        settings = try KafkaSettings(servers: opening.rest, opening.settings)
        topic = CommandTopic(settings, create: create, patience: pace.question, logger: logger)
        clock = opening.clock
        start = opening.clock.wallTime
        (self.pace, self.logger) = (pace, logger)
    }

    /// Replies that did not get through.
    var droppedReplies: Int { dropped.withLock { $0 } }

    public func run(into inlet: CommandInlet) async throws {
        hearing.withLock { $0 = Hearing() }  // whoever starts it again knows nothing yet
        let post: ReplyPost
        do throws(KafkaError) { post = try ReplyPost(topic) } catch { throw KafkaFault.cluster(error) }
        let preparing = Task(executorPreference: executor) { [clock] in await post.prepare(pausing: clock) }
        defer { preparing.cancel() }
        let listening = Task(executorPreference: executor) { try await self.listen(into: inlet, post) }
        let result = await withTaskCancellationHandler {
            await listening.result
        } onCancel: {
            listening.cancel()
        }
        await post.close()
        dropped.withLock { $0 += post.dropped }
        try result.get()
    }

    private func listen(into inlet: CommandInlet, _ post: ReplyPost) async throws {
        let places = try await findPlaces(inlet)
        let consumer: KafkaConsumer
        do throws(KafkaError) {
            consumer = try await KafkaConsumer(
                settings.configuration.forListening, .from(topic: settings.layout.commands.text, offsets: places.next),
                options: options(inlet), logger: logger)
        } catch { throw KafkaFault.cluster(error) }
        tell(inlet) { $0.begin() }
        let result = await read(consumer, inlet, post)
        async let isClosed = consumer.close(within: pace.closing)
        await post.close()
        _ = await isClosed
        try result.get()
    }

    // MARK: The beginning

    /// Tries until the cluster has told where the topic ends.
    private func findPlaces(_ inlet: CommandInlet) async throws -> CommandPlaces {
        if let known = places.withLock({ $0 }) { return known }
        var looksBack = false
        while true {
            do {
                let found = try await clock.within(pace.guardLimit, on: executor) { [topic, start, looksBack] in
                    try await topic.places(since: start, looksBack: looksBack)
                }
                guard let found else { throw KafkaFault.cluster(.noAnswer(within: pace.guardLimit)) }
                places.withLock { $0 = found }
                return found
            } catch let fault as KafkaFault {
                looksBack = true
                tell(inlet) { $0.fail(fault) }
                try await clock.sleep(for: pace.pause)
            }
        }
    }

    private func options(_ inlet: CommandInlet) -> KafkaConsumer.Options {
        var options = KafkaConsumer.Options()
        options.partitionsInterval = pace.contact
        options.contactLimit = pace.contactLimit
        options.onContact = { [weak self] fault in self?.tell(inlet) { $0.contact(fault) } }
        return options
    }

    // MARK: Reading

    /// Reads until the task is cancelled; what is wrong with one message is the inbox's matter.
    private func read(
        _ consumer: KafkaConsumer, _ inlet: CommandInlet, _ post: ReplyPost
    ) async -> Result<Void, any Error> {
        var messages = consumer.makeAsyncIterator()
        var failures = 0
        while !Task.isCancelled {
            do throws(KafkaError) {
                guard let message = try await messages.next() else { break }
                failures = 0
                tell(inlet) { $0.read() }
                hear(message, inlet, post)
            } catch {
                tell(inlet) { $0.fail(reading: error) }
                failures += 1
                if failures > pace.mostFailures { return .failure(KafkaFault.cluster(error)) }
                // Cancelled, the loop ends.
                try? await clock.sleep(for: pace.pause)
            }
        }
        return .success(())
    }

    /// Decodes and hands on, nothing else.
    private func hear(_ message: ConsumedMessage, _ inlet: CommandInlet, _ post: ReplyPost) {
        let (partition, offset) = (message.partition, message.offset)
        let isMeant = places.withLock { $0?.take(partition, offset, sent: message.timestamp) ?? true }
        guard isMeant else { return }
        let correlation = message.message.correlationID
        inlet.receive(
            line: message.value ?? [], over: .shared, fallbackID: "\(message.topic)/\(partition)/\(offset)",
            route: ReplyRoute { reply, place in post.send(reply, to: place, correlation) })
    }

    /// Tells the run what has changed, in the order in which it did.
    private func tell(_ inlet: CommandInlet, _ news: (inout Hearing) -> Hearing.Change?) {
        hearing.withLock { hearing in
            switch news(&hearing) {
            case .hears: inlet.isListening()
            case .isDeaf(let reason): inlet.isDeaf(because: reason)
            case nil: break
            }
        }
    }
}

extension KafkaCommandListener {
    /// How quickly a listener notices, and how long it waits.
    struct Pace: Sendable {
        /// For one answer of the cluster, for all of them together, and between two tries.
        var question = Duration.seconds(2)
        var guardLimit = Duration.seconds(20)
        var pause = Duration.milliseconds(200)
        /// How often the cluster is asked whether it is there and has new partitions, and how long it may take.
        var contact = Duration.seconds(2)
        var contactLimit = Duration.seconds(3)
        /// For the last goodbye to the cluster.
        var closing = Duration.seconds(1)
        /// Errors in a row after which the client is made anew.
        var mostFailures = 50
    }
}

extension KafkaConfiguration {
    /// Hears soon what comes, also after an outage.
    var forListening: KafkaConfiguration {
        var configuration = self
        for (name, value) in ["fetch.wait.max.ms": "100", "fetch.error.backoff.ms": "100"]
        where properties[name] == nil { configuration.properties[name] = value }
        return configuration
    }
}
#endif
