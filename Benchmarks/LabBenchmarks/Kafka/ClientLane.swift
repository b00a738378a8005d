#if Kafka
import Glibc
import KafkaClient
import Logging
import Synchronization

/// Messages through `KafkaClient` alone.
final class ClientLane: Sendable {
    private static let batch = 5000
    private let producer: KafkaProducer
    private let messages: [KafkaMessage]
    private let waits = Mutex<[Double]>([])

    init(servers: String, size: Int = 200) async throws {
        var logger = Logger(label: "benchmark")
        logger.logLevel = .error
        let configuration = try KafkaConfiguration(servers: servers)
        producer = try KafkaProducer(configuration, logger: logger)
        messages = (0..<Self.batch).map { number in
            let text = "\(number) "
            return KafkaMessage(
                topic: KafkaRole.topic, partition: 0, key: Array("benchmark".utf8),
                value: Array(text.utf8) + Array(repeating: 120, count: size - text.utf8.count))
        }
        try await producer.prepare(topics: [KafkaRole.topic], within: .seconds(10))
        _ = try await producer.sendAndWait(messages[0])
    }

    func close() async { await producer.close(within: .seconds(5)) }

    /// As fast as they are taken, so many batches of 5000 at a time.
    func send(count: Int, sideBySide width: Int) async throws -> Traffic {
        let start = Stopwatch.now
        let hasFailed = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<width {
                group.addTask { [self] in
                    for _ in 0..<count / Self.batch / width where !(await producer.send(batch: messages).isDelivered) {
                        return true
                    }
                    return false
                }
            }
            return await group.contains(true)
        }
        guard !hasFailed else { throw BenchmarkFault("messages were not delivered") }
        let spent = Stopwatch.now - start
        return Traffic(
            messages: count / Self.batch / width * width * Self.batch, seconds: spent.wall,
            processorSeconds: spent.processor)
    }

    /// One by one at a steady rate, none waiting for another.
    func send(count: Int, rate: Int) async throws -> Traffic {
        let (start, pacer) = (Stopwatch.now, Pacer(rate: rate))
        await withDiscardingTaskGroup { group in
            for place in 0..<count {
                pacer.wait(for: place)
                let emitted = Stopwatch.wall
                group.addTask { [self] in
                    guard await producer.send(batch: [messages[place % Self.batch]]).isDelivered else { return }
                    let waited = (Stopwatch.wall - emitted) / 1e6
                    waits.withLock { $0.append(waited) }
                }
            }
        }
        let spent = Stopwatch.now - start
        let all = waits.withLock { waits in
            defer { waits = [] }
            return waits
        }
        guard all.count == count else { throw BenchmarkFault("messages were not delivered") }
        return Traffic(messages: count, seconds: spent.wall, processorSeconds: spent.processor, waits: all)
    }
}
#endif
