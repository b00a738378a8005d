#if Kafka
import KafkaClient
import LabControl
import LabValues
import Logging
import Synchronization

/// Brings replies to their topics. Waits for nothing: what there is no room for, or what does not get through within a
/// minute, is dropped and counted.
final class ReplyPost: Sendable {
    private struct State {
        var topics: Set<String> = []
        var dropped = 0
        var isDropping = false
        /// Replies on their way to places that commands asked for.
        var unsettled = 0
    }

    /// Topics one run replies to; a sender could name a new one with every command, and the library forgets none.
    private static let mostTopics = 64
    /// Replies that may be on their way to other places: one that never takes any must not fill the window.
    private static let mostUnsettled = 64
    private static let window = KafkaProducer.Window(messages: 256, bytes: 4 << 20)
    private static let sendLimit = Duration.seconds(60)
    private static let contentType = KafkaHeader("content-type", "application/json")

    private let producer: KafkaProducer
    private let standard: ReplyPlace
    private let create: CommandTopic.Creator?
    private let logger: Logger
    private let state = Mutex(State())

    init(_ topic: CommandTopic) throws(KafkaError) {
        let settings = topic.settings
        producer = try KafkaProducer(
            settings.configuration.forConversation(sendLimit: Self.sendLimit), window: Self.window,
            logger: topic.logger)
        standard = ReplyPlace(settings.layout.replies.text)
        (create, logger) = (topic.create, topic.logger)
        state.withLock { _ = $0.topics.insert(standard.topic) }
    }

    /// Replies that did not get through.
    var dropped: Int { state.withLock { $0.dropped } }

    /// Has the usual place made and asked for, so that the first reply need not wait; tries until that is done.
    func prepare(pausing clock: any LabClock) async {
        while !Task.isCancelled {
            do {
                if let create, let topic = TopicName(standard.topic) { try await create([topic]) }
                try await producer.prepare(topics: [standard.topic], within: .seconds(5))
                return
            } catch {
                // Cancelled, the loop ends.
                try? await clock.sleep(for: .seconds(1))
            }
        }
    }

    /// Sends a reply to the place its command asked for; to the usual one where it asked for none, or for one too many.
    func send(_ reply: CommandReply, to place: String?, _ correlation: CorrelationID?) {
        let asked = place.flatMap { ReplyPlace(commandPlace: $0) }
        let isElsewhere = asked.map { $0.topic != standard.topic && takesPlace($0.topic) } ?? false
        let place = isElsewhere || asked?.topic == standard.topic ? asked ?? standard : standard
        var message = KafkaMessage(
            topic: place.topic, partition: place.partition, key: Array(reply.experiment.text.utf8),
            value: reply.encoded, headers: [Self.contentType])
        message.correlationID = correlation
        let isTaken = producer.offer(message) { [weak self] outcome in
            if isElsewhere { self?.settle() }
            outcome.isDelivered ? self?.getThrough() : self?.drop(outcome.code?.name ?? "given up")
        }
        if isTaken { return }
        if isElsewhere { settle() }
        drop("too many on their way")
    }

    func close() async { await producer.close(within: .seconds(1)) }

    /// Whether one more reply may go to this topic, which is not the usual one.
    private func takesPlace(_ topic: String) -> Bool {
        state.withLock { state in
            guard state.unsettled < Self.mostUnsettled else { return false }
            guard state.topics.contains(topic) || state.topics.count < Self.mostTopics else { return false }
            state.topics.insert(topic)
            state.unsettled += 1
            return true
        }
    }

    private func settle() { state.withLock { $0.unsettled -= 1 } }

    private func getThrough() { state.withLock { $0.isDropping = false } }

    private func drop(_ reason: String) {
        let isNews = state.withLock { state in
            state.dropped += 1
            defer { state.isDropping = true }
            return !state.isDropping
        }
        if isNews { logger.warning("Replies to commands do not get through.", metadata: ["reason": "\(reason)"]) }
    }
}

extension ReplyPlace {
    /// `TOPIC`, or `TOPIC/PARTITION`; nil for anything else.
    init?(commandPlace text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let topic = TopicName(String(first)) else { return nil }
        self.init(topic.text)
        guard parts.count == 2 else { return }
        guard let partition = Int32(parts[1]), partition >= 0 else { return nil }
        self.partition = partition
    }
}
#endif
