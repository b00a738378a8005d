#if Kafka
import CRdKafka
import Glibc
public import Logging

/// Finds out whether a cluster can be reached, and what it is.
public final class KafkaHealth: Sendable {
    /// How long a complaint that waiting does not heal may stand before it is the answer: another broker may do.
    private static let patience = Duration.seconds(1)

    private let handle: Handle

    /// Makes a client; no connection is waited for.
    ///
    /// - Throws: the first fault of the configuration.
    public init(
        _ configuration: KafkaConfiguration, logger: Logger = Logger(label: "kafka")
    ) throws(KafkaError) {
        let settings = [(name: "allow.auto.create.topics", value: "false")]
        handle = try Handle(.consumer, configuration, settings: settings, logger: logger)
    }

    /// Asks the cluster what it is.
    ///
    /// - Throws: ``KafkaError/connection(_:server:cause:)`` with what a connection complained of, in one sentence with
    ///   the next step; ``KafkaError/noAnswer(within:)`` when none did. A wrong certificate or password is told after a
    ///   second, everything else when the limit has passed.
    public func ping(within limit: Duration = .seconds(5)) async throws(KafkaError) -> ClusterFacts {
        handle.forgetTrouble()
        let answer = LateAnswer<Result<ClusterFacts, KafkaError>>()
        startThread { [handle] in answer.give(handle.use { Self.ask($0, within: limit) }) }
        let result = await onOwnThread { [handle] in Self.wait(for: answer, within: limit, handle) }
        do throws(KafkaError) {
            return try result.get()
        } catch .noAnswer {
            throw handle.lastTrouble ?? .noAnswer(within: limit)
        }
    }

    private static func wait(
        for answer: LateAnswer<Result<ClusterFacts, KafkaError>>, within limit: Duration, _ handle: Handle
    ) -> Result<ClusterFacts, KafkaError> {
        let deadline = ContinuousClock.now + limit
        var hopelessSince: ContinuousClock.Instant?
        while ContinuousClock.now < deadline {
            if let result = answer.wait(for: min(.milliseconds(50), limit)) { return result }
            guard let trouble = handle.lastTrouble, !trouble.isRetriable else { continue }
            let since = hopelessSince ?? .now
            hopelessSince = since
            if ContinuousClock.now - since > patience { return .failure(trouble) }
        }
        return answer.wait(for: .milliseconds(1)) ?? .failure(.noAnswer(within: limit))
    }

    private static func ask(_ client: OpaquePointer, within limit: Duration) -> Result<ClusterFacts, KafkaError> {
        let start = ContinuousClock.now
        return ClusterMetadata.read(client, topic: nil, within: limit).map { metadata in
            let roundTrip = ContinuousClock.now - start
            let controller = rd_kafka_controllerid(client, 1)
            return ClusterFacts(
                clusterID: clusterID(client), controller: controller < 0 ? nil : controller,
                brokers: metadata.brokers.sorted { $0.id < $1.id },
                topics: metadata.topics.sorted { $0.name < $1.name }, roundTrip: roundTrip)
        }
    }

    /// Known since the metadata came, hence without a wait.
    private static func clusterID(_ client: OpaquePointer) -> String? {
        guard let text = rd_kafka_clusterid(client, 1) else { return nil }
        defer { rd_kafka_mem_free(client, text) }
        return String(cString: text)
    }
}
#endif
