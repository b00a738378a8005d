#if Kafka
import KafkaClient
import Logging

/// Creates topics that are missing; has a connection of its own only as long as that takes.
struct TopicMaker: Sendable {
    /// How long a cluster may take to answer; who needs the topics asks again.
    private static let patience = Duration.seconds(5)

    let configuration: KafkaConfiguration
    let creation: TopicCreation
    let logger: Logger
    /// Settings of their own, by Kafka's names.
    var settings: [String: String] = [:]

    /// Creates those that are missing. Looking for them creates none, as sending to them would, with the brokers'
    /// own number of partitions.
    func create(_ topics: [TopicName]) async throws(KafkaError) {
        let admin = try KafkaAdmin(configuration, logger: logger)
        let known = Set(try await admin.list(within: Self.patience).map(\.name))
        let missing = topics.filter { !known.contains($0.text) }
        let outcomes = try await admin.create(missing.map(form), within: Self.patience)
        for case let error? in outcomes.map(\.error) where error.code != .topicExists { throw error }
    }

    private func form(_ topic: TopicName) -> NewTopic {
        NewTopic(
            topic.text, partitions: Int32(clamping: creation.partitions),
            replicationFactor: creation.replicationFactor.map { Int32(clamping: $0) },
            settings: settings)
    }
}
#endif
