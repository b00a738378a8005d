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

    /// A consumer of one group that commits at its end only.
    func member(
        of group: String = "plots", name: String? = nil, topics: [String] = ["points"], reset: OffsetReset = .earliest,
        options: KafkaConsumer.Options = .init()
    ) async throws -> KafkaConsumer {
        try await KafkaConsumer(
            configuration, .group(group, member: name, topics: topics, reset: reset), options: options,
            logger: .silent)
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
    /// Reads exactly that many numbers; fewer when nothing came for ten seconds.
    func numbers(_ count: Int) async throws -> [Int] {
        try await fetch(max: count, within: .seconds(10)).messages.compactMap(\.number)
    }
}
#endif
