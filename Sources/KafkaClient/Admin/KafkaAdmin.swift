#if Kafka
public import Logging

/// Makes, shows and removes topics.
///
/// Every call ends within its limit with an answer or an error; what connections complained of explains a silence.
public final class KafkaAdmin: Sendable {
    let handle: Handle

    /// Makes a client; no connection is waited for.
    ///
    /// - Throws: the first fault of the configuration.
    public init(
        _ configuration: KafkaConfiguration, logger: Logger = Logger(label: "kafka")
    ) throws(KafkaError) {
        // A consumer, because only a consumer can ask for a topic without making it.
        let settings = [(name: "allow.auto.create.topics", value: "false")]
        handle = try Handle(.consumer, configuration, settings: settings, logger: logger)
    }

    /// Runs a request on a thread of its own.
    func ask<Answer: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer) -> Result<Answer, KafkaError>
    ) async throws(KafkaError) -> Answer {
        handle.forgetTrouble()
        do throws(KafkaError) {
            return try await handle.useOnOwnThread(body).get()
        } catch .noAnswer(let limit) {
            throw handle.lastTrouble ?? .noAnswer(within: limit)
        }
    }

    // MARK: What is there

    /// Every topic, by name.
    ///
    /// - Throws: ``KafkaError/connection(_:server:cause:)``, ``KafkaError/noAnswer(within:)``.
    public func list(within limit: Duration = .seconds(10)) async throws(KafkaError) -> [TopicDescription] {
        let metadata = try await ask { ClusterMetadata.read($0, topic: nil, within: limit) }
        return metadata.topics.sorted { $0.name < $1.name }
    }

    /// One topic with its partitions.
    ///
    /// - Throws: ``KafkaError/refused(_:subject:)`` with `UNKNOWN_TOPIC_OR_PART` when it is not there, otherwise as
    ///   ``list(within:)``.
    public func describe(
        _ topic: String, within limit: Duration = .seconds(10)
    ) async throws(KafkaError) -> TopicDescription {
        let metadata = try await ask { ClusterMetadata.read($0, topic: topic, within: limit) }
        guard let found = metadata.topics.first else { throw .refused(.unknownTopicOrPartition, subject: topic) }
        if let error = found.error { throw error }
        return found
    }

    /// Whether a topic is there.
    ///
    /// - Throws: as ``describe(_:within:)``, but for a topic that is not there.
    public func exists(_ topic: String, within limit: Duration = .seconds(10)) async throws(KafkaError) -> Bool {
        do throws(KafkaError) {
            _ = try await describe(topic, within: limit)
            return true
        } catch .refused(.unknownTopicOrPartition, _) {
            return false
        }
    }
}
#endif
