#if Kafka
@testable import KafkaClient

extension KafkaMessage {
    /// A small message that holds a number.
    static func numbered(_ number: Int, topic: String = "points", partition: Int32? = 0) -> KafkaMessage {
        KafkaMessage(topic: topic, partition: partition, key: Array("bench".utf8), value: Array("\(number)".utf8))
    }

    /// The number of a numbered message.
    var number: Int? { value.flatMap { Int(String(decoding: $0, as: UTF8.self)) } }
}

extension [KafkaMessage] {
    /// Numbered messages.
    static func numbered(_ range: Range<Int>, topic: String = "points") -> Self {
        range.map { .numbered($0, topic: topic) }
    }

    /// Each number once, where it stands first.
    var firstOccurrences: [Int] {
        var seen: Set<Int> = []
        return compactMap(\.number).filter { seen.insert($0).inserted }
    }
}

extension KafkaProducer {
    /// A producer that recovers within milliseconds.
    static func quick(
        _ configuration: KafkaConfiguration, window: Window = Window()
    ) throws -> KafkaProducer {
        try KafkaProducer(
            configuration, window: window, backOff: BackOff(from: .milliseconds(1), to: .milliseconds(5)),
            logger: .silent)
    }

    /// Sends again from the first message that is not delivered, as an outbox does, until all are.
    func sendUntilDelivered(_ messages: [KafkaMessage], step: Int = 1000) async -> [BatchResult] {
        var results: [BatchResult] = []
        var start = 0
        while start < messages.count {
            let result = await send(batch: Array(messages[start..<min(messages.count, start + step)]))
            results.append(result)
            start += result.deliveredPrefix
        }
        return results
    }
}
#endif
