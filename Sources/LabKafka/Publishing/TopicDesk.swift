#if Kafka
import KafkaClient
import LabPublishing
import LabValues

/// Makes topics ready for messages: creates what is missing, asks for their partitions, and chooses one of each.
actor TopicDesk {
    /// Creates those of some topics that are missing.
    typealias Creator = @Sendable (_ topics: [TopicName]) async throws(KafkaError) -> Void

    /// How long one question may wait for an answer; it is asked again without end.
    private static let patience = Duration.seconds(5)
    private static let pause = Duration.milliseconds(100)

    private let producer: KafkaProducer
    private let book: PartitionBook
    private let create: Creator?
    private let clock: any LabClock
    private var partitions: [TopicName: Int32] = [:]
    /// Topics that need no look whether they are missing.
    private var seen: Set<TopicName> = []

    init(_ producer: KafkaProducer, _ book: PartitionBook, clock: any LabClock, create: Creator?) {
        (self.producer, self.book, self.clock, self.create) = (producer, book, clock, create)
    }

    /// The partition of each topic, as soon as all of them are there; waits for a cluster that is away.
    ///
    /// - Parameter delivery: is told what keeps it.
    /// - Throws: `KafkaFault.cluster` when a topic is refused, `.notKept`, `.closed`.
    func partitions(
        of topics: Set<TopicName>, for delivery: Delivery
    ) async throws(KafkaFault) -> [TopicName: Int32] {
        while true {
            let missing = topics.filter { partitions[$0] == nil }
            if missing.isEmpty { return partitions }
            do throws(KafkaFault) { try await prepare(missing.sorted { $0.text < $1.text }) } catch {
                guard case .cluster(let obstacle) = error, obstacle.isRetriable else { throw error }
                delivery.note(obstacle)
                // A producer whose client is being replaced answers at once.
                do { try await clock.sleep(for: Self.pause) } catch { throw .closed }
            }
        }
    }

    /// Asks once, so that the first message need not; what fails now is asked again when it matters.
    func warmUp(_ topics: [TopicName], for delivery: Delivery) async {
        do throws(KafkaFault) { try await prepare(topics) } catch {
            if case .cluster(let obstacle) = error { delivery.note(obstacle) }
        }
    }

    /// Has every topic asked about again before the next message.
    func forget() {
        partitions = [:]
        seen = []
    }

    private func prepare(_ topics: [TopicName]) async throws(KafkaFault) {
        let refusal = await createMissing(topics.filter { !seen.contains($0) })
        let counts: [String: Int32]
        do throws(KafkaError) {
            counts = try await producer.prepare(topics: topics.map(\.text), within: Self.patience)
        } catch {
            if error == .closed { throw .closed }
            throw .cluster(error.code == .unknownTopicOrPartition ? refusal ?? error : error)
        }
        for topic in topics {
            guard let count = counts[topic.text], count > 0 else { continue }
            partitions[topic] = try book.partition(of: topic, count: count)
        }
    }

    /// Why a topic could not be created; that matters only when it turns out not to be there.
    private func createMissing(_ topics: [TopicName]) async -> KafkaError? {
        guard let create, !topics.isEmpty else { return nil }
        do throws(KafkaError) {
            try await create(topics)
            seen.formUnion(topics)
            return nil
        } catch { return error }
    }
}
#endif
