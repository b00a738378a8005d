#if Kafka
import KafkaClient
import LabValues

/// Reads messages, decodes them, and has them put into order.
actor FeedReader {
    /// Names one message, for what is held.
    private struct Place: Hashable {
        var experiment: ExperimentID
        var seq: Int
        var writer: WriterID

        init(_ message: NumberedMessage) {
            (experiment, seq, writer) = (message.experiment, message.seq, message.writer)
        }
    }

    private static let batch = 500
    private static let pause = Duration.seconds(1)

    nonisolated let consumer: KafkaConsumer
    private let clock: any LabClock
    private var sequencer: FeedSequencer
    private var ready: [(element: FeedElement, source: ConsumedMessage?)] = []
    private var taken = 0
    /// Where messages that are held came from.
    private var sources: [Place: ConsumedMessage] = [:]
    /// What was handed out last.
    private var inHand: ConsumedMessage?

    init(_ consumer: KafkaConsumer, _ sequencer: FeedSequencer, clock: any LabClock) {
        (self.consumer, self.sequencer, self.clock) = (consumer, sequencer, clock)
    }

    func next() async throws(KafkaError) -> FeedElement? {
        inHand?.acknowledge()
        inHand = nil
        while taken == ready.count {
            ready.removeAll(keepingCapacity: true)
            taken = 0
            if Task.isCancelled { return nil }
            do throws(KafkaError) { try await read() } catch .closed { return nil }
        }
        defer { taken += 1 }
        inHand = ready[taken].source
        return ready[taken].element
    }

    /// Takes one message as soon as there is one, and all that lie ready with it.
    private func read() async throws(KafkaError) {
        let wait = sequencer.deadline.map { max(.zero, min($0 - clock.now, Self.pause)) } ?? Self.pause
        var batch = try await consumer.fetch(max: 1, within: wait)
        for message in batch.messages { take(message) }
        if !batch.messages.isEmpty {
            batch = try await consumer.fetch(max: Self.batch, within: .zero)
            for message in batch.messages { take(message) }
        }
        // As long as there is more to read, what is missing may be in it.
        if !batch.hasMore { deliver(sequencer.expire(at: clock.now)) }
    }

    private func take(_ source: ConsumedMessage) {
        let message: NumberedMessage
        do throws(UnreadableMessage.Cause) { message = try Self.decode(source) } catch {
            let unreadable = UnreadableMessage(
                topic: source.topic, partition: source.partition, offset: source.offset, cause: error)
            ready.append((.malformed(unreadable), source))
            return
        }
        let elements = sequencer.receive(message, at: clock.now)
        let isNew = elements.contains { $0.message == message }
        if isNew || sequencer.holds(message) && sources[Place(message)] == nil {
            sources[Place(message)] = source
        } else {
            source.acknowledge()  // it was delivered before, or is held already
        }
        deliver(elements)
    }

    private func deliver(_ elements: [FeedElement]) {
        for element in elements {
            ready.append((element, element.message.flatMap { sources.removeValue(forKey: Place($0)) }))
        }
    }

    private static func decode(_ source: ConsumedMessage) throws(UnreadableMessage.Cause) -> NumberedMessage {
        guard let value = source.value else { throw .empty }
        let message: NumberedMessage
        do throws(MalformedMessage) { message = try NumberedMessage(line: value) } catch { throw .malformed(error) }
        guard (1..<Int.max).contains(message.seq) else { throw .badPlace(message.seq) }
        return message
    }
}
#endif
