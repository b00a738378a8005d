#if Kafka
import KafkaClient
import Logging

/// Finds out whether a cluster can be reached and has the topics, or may be given them.
struct ClusterCheck: Sendable {
    let settings: KafkaSettings
    let logger: Logger

    /// Asks within `limit`; whether this user may write shows with the first message only.
    ///
    /// - Throws: `KafkaFault`, whose sentence says what is wrong and what to do.
    func run(within limit: Duration) async throws(KafkaFault) {
        let end = ContinuousClock.now + limit
        do throws(KafkaError) {
            _ = try await KafkaHealth(settings.configuration, logger: logger).ping(within: limit)
        } catch { throw .cluster(error) }
        let missing = try await missing(until: end)
        guard let first = missing.first else { return }
        guard let creation = settings.creation else { throw .topicMissing(first) }
        let maker = TopicMaker(configuration: settings.configuration, creation: creation, logger: logger)
        do throws(KafkaError) { try await maker.create(missing) } catch { throw .cluster(error) }
    }

    private func missing(until end: ContinuousClock.Instant) async throws(KafkaFault) -> [TopicName] {
        var missing: [TopicName] = []
        do throws(KafkaError) {
            let admin = try KafkaAdmin(settings.configuration, logger: logger)
            for topic in settings.layout.topicsAtStart {
                let rest = max(.milliseconds(500), ContinuousClock.now.duration(to: end))
                if try await !admin.exists(topic.text, within: rest) { missing.append(topic) }
            }
        } catch { throw .cluster(error) }
        return missing
    }
}
#endif
