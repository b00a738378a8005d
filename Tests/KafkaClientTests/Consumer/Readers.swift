#if Kafka
@testable import KafkaClient

extension MockCluster {
    /// Stores numbered messages in one partition.
    func store(_ range: Range<Int>, topic: String = "points", partition: Int32 = 0) async throws {
        try await store(range.map { .numbered($0, topic: topic, partition: partition) })
    }

    /// Stores messages.
    func store(_ messages: [KafkaMessage]) async throws {
        let producer = try KafkaProducer.quick(configuration)
        let result = await producer.send(batch: messages)
        await producer.close(within: .seconds(20))
        guard result.isDelivered else { throw KafkaError.closed }
    }

    /// A member of a group. The brokers take a member that left for gone only when its session times out.
    func member(
        of group: String = "plots", name: String? = nil, topics: [String] = ["points"], reset: OffsetReset = .earliest,
        strategy: String = "range", options: KafkaConsumer.Options = .init()
    ) async throws -> KafkaConsumer {
        var configuration = try configuration
        configuration.properties["session.timeout.ms"] = "6000"
        configuration.properties["heartbeat.interval.ms"] = "300"
        configuration.properties["partition.assignment.strategy"] = strategy
        return try await KafkaConsumer(
            configuration, .group(group, member: name, topics: topics, reset: reset), options: options,
            logger: .silent)
    }

    /// What a group will read next, found out without joining it.
    func successor(of group: String = "plots") async throws -> KafkaConsumer {
        try await KafkaConsumer(
            configuration, .partitions([TopicPartition("points", 0): .stored], storedBy: group), logger: .silent)
    }

    /// A consumer of partition 0 without a group.
    func reader(
        _ start: StartingOffset = .earliest, topic: String = "points", partitions: Range<Int32> = 0..<1,
        reset: OffsetReset = .earliest, options: KafkaConsumer.Options = .init()
    ) async throws -> KafkaConsumer {
        let starts = partitions.map { (TopicPartition(topic, $0), start) }
        return try await KafkaConsumer(
            configuration, .partitions(Dictionary(uniqueKeysWithValues: starts), reset: reset), options: options,
            logger: .silent)
    }
}

extension ConsumedMessage {
    /// The number of a numbered message.
    var number: Int? { message.number }
}

extension KafkaConsumer {
    /// Reads exactly that many numbers; fewer when they did not come within a minute.
    func numbers(_ count: Int) async throws -> [Int] {
        try await fetch(max: count, within: .seconds(60)).messages.compactMap(\.number)
    }
}
#endif
