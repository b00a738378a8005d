#if Kafka
import KafkaClient

/// Asks a replier that sends back what it gets: without a word of the laboratory.
final class BareCaller: Sendable {
    private let requester: Requester
    private let replier: Replier
    private let service: Task<Void, any Error>

    init(servers: String) async throws {
        let configuration = try KafkaConfiguration(servers: servers)
        let replier = try await Replier(configuration, .fromNow(topic: "requests"), logger: .benchmark)
        requester = try await Requester(configuration, repliesAt: ReplyPlace("answers"), logger: .benchmark)
        try await requester.prepare(topics: ["requests"], within: .seconds(10))
        service = Task { try await replier.serve { $0.value ?? [] } }
        self.replier = replier
    }

    func ask(_ number: Int) async throws {
        _ = try await requester.request(
            KafkaMessage(topic: "requests", value: Array("\(number)".utf8)), within: .seconds(30))
    }

    func close() async {
        await requester.close(within: .seconds(1))
        await replier.close(within: .seconds(1))
        _ = await service.result
    }
}
#endif
