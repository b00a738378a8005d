#if Kafka
import KafkaClient
import LabValues
import Logging

/// Finds out where in the command topic a run begins to listen.
struct CommandTopic: Sendable {
    /// Creates those of some topics that are missing.
    typealias Creator = @Sendable (_ topics: [TopicName]) async throws(KafkaError) -> Void

    /// So many of the last messages are looked at where a broker cannot tell by their time.
    private static let lookBack: Int64 = 1000

    let settings: KafkaSettings
    /// Nil when topics are not to be created.
    let create: Creator?
    /// How long one question may wait for an answer.
    let patience: Duration
    let logger: Logger

    /// Makes ready; topics are created as the settings have it when `create` is nil.
    init(_ settings: KafkaSettings, create: Creator?, patience: Duration, logger: Logger) {
        (self.settings, self.patience, self.logger) = (settings, patience, logger)
        self.create = create ?? Self.creator(settings, logger)
    }

    private var topic: String { settings.layout.commands.text }

    /// The places at this moment.
    ///
    /// - Parameters:
    ///   - start: when the run began to listen.
    ///   - looksBack: whether commands since then may be there already.
    /// - Throws: `KafkaFault` when the cluster is away, or the topic and may not be created.
    func places(since start: Timestamp, looksBack: Bool) async throws(KafkaFault) -> CommandPlaces {
        do throws(KafkaError) {
            let admin = try KafkaAdmin(settings.configuration, logger: logger)
            let ends = try await ends(admin)
            guard looksBack else { return CommandPlaces(ends: ends, start: start) }
            return CommandPlaces(ends: ends, earlier: await earlier(than: ends, start, admin), start: start)
        } catch {
            let isMissing = error.code == .unknownTopicOrPartition && create == nil
            throw isMissing ? .topicMissing(settings.layout.commands) : .cluster(error)
        }
    }

    /// Reading too much is harmless: the time of each message decides.
    private func earlier(
        than ends: [Int32: Int64], _ start: Timestamp, _ admin: KafkaAdmin
    ) async -> [Int32: Int64] {
        // Some brokers do not know the question, or answer that there is nothing.
        let known = try? await admin.offsets(
            of: topic, partitions: Array(ends.keys), since: start.millisecondsSinceEpoch, within: patience)
        let last = ends.mapValues { max(0, $0 - Self.lookBack) }
        return (known ?? [:]).merging(last) { min($0, $1) }
    }

    private func ends(_ admin: KafkaAdmin) async throws(KafkaError) -> [Int32: Int64] {
        do throws(KafkaError) { return try await admin.ends(of: topic, within: patience) } catch {
            guard error.code == .unknownTopicOrPartition, let create else { throw error }
            try await create([settings.layout.commands, settings.layout.replies])
            return try await admin.ends(of: topic, within: patience)
        }
    }

    private static func creator(_ settings: KafkaSettings, _ logger: Logger) -> Creator? {
        guard let creation = settings.creation else { return nil }
        let maker = TopicMaker(
            configuration: settings.configuration, creation: creation, logger: logger,
            settings: TopicLayout.commandSettings)
        return { topics async throws(KafkaError) in try await maker.create(topics) }
    }
}
#endif
