#if Kafka
import KafkaClient
import LabPublishing
import LabValues
import Logging

@testable import LabKafka

/// A cluster inside this process and a publisher to it.
struct Bench {
    let cluster: MockCluster
    let publisher: KafkaPublisher
    let notebook: MemoryNotebook

    init(
        _ settings: [String: String] = [:], cluster: MockCluster? = nil, partitions: Int32 = 1,
        notebook: MemoryNotebook = MemoryNotebook(), patience: KafkaPublisher.Patience = .init(),
        topics: [String] = ["echem_events", "echem_data"], isUp: Bool = true, create: TopicDesk.Creator? = nil
    ) throws {
        let cluster = try cluster ?? MockCluster()
        for topic in topics { cluster.create(topic: topic, partitions: partitions) }
        if !isUp { cluster.down() }
        var values = settings.mapValues { Settings.Value($0, from: "test.yaml") }
        values["kafka.topics.create"] = values["kafka.topics.create"] ?? .init("false", from: "test.yaml")
        let opening = PublisherOpening(
            try SinkAddress("kafka:\(cluster.servers)"), for: .test("bench-1"), settings: Settings(values),
            notebook: notebook)
        publisher = try KafkaPublisher(
            KafkaSettings(servers: cluster.servers, opening.settings), opening, patience: patience, create: create,
            logger: .silent)
        (self.cluster, self.notebook) = (cluster, notebook)
    }

    /// Gives the records again and again, as a journal does, until they are taken.
    func deliver(_ records: [Record]) async throws -> (faults: [KafkaFault], refused: RecordsRefused?) {
        var faults: [KafkaFault] = []
        while true {
            do {
                try await publisher.publish(records)
                return (faults, nil)
            } catch let fault as KafkaFault {
                faults.append(fault)
            } catch let refused as RecordsRefused {
                return (faults, refused)
            }
        }
    }

    /// What is stored, in order.
    func stored(_ topic: String, partition: Int32 = 0) async -> [KafkaMessage] {
        await PartitionReader.read(topic, partition: partition, at: cluster.servers)
    }
}

extension Logger {
    /// Says nothing.
    static var silent: Logger { Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() } }
}

extension [KafkaMessage] {
    /// The place of each message in its experiment.
    var seqs: [Int] { compactMap { $0.header("message-id")?.split(separator: "/").last.flatMap { Int($0) } } }

    /// Each place once, where it stands first.
    var firstSeqs: [Int] {
        var seen: Set<Int> = []
        return seqs.filter { seen.insert($0).inserted }
    }
}
#endif
