#if Kafka
import ArgumentParser
import KafkaClient
import LabKafka
import LabValues

/// `lab-runner kafka topics list`.
struct KafkaTopicsListCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the topics this user may see.")

    @OptionGroup var options: KafkaOptions

    @Flag(help: "Lists the cluster's own topics too.")
    var all = false

    func run(in lab: Lab) async -> Int32 {
        await options.run(in: lab) { settings in
            let admin = try KafkaAdmin(settings.configuration, logger: KafkaOptions.logger)
            let topics = try await admin.list(within: KafkaOptions.patience).filter { all || !$0.isInternal }
            options.show(topics.map(Self.line), .array(topics.map(Self.json)), in: lab)
            return 0
        }
    }

    private static func line(_ topic: TopicDescription) -> String {
        let partitions = topic.partitions.count
        let trouble = topic.error.map { "  (\($0))" } ?? ""
        return "\(topic.name)  \(partitions) partition\(partitions == 1 ? "" : "s"), \(copies(topic)) in sync" + trouble
    }

    /// The copies of the partition that has the fewest.
    private static func copies(_ topic: TopicDescription) -> String {
        let least = topic.partitions.min { $0.inSyncReplicas.count < $1.inSyncReplicas.count }
        return "\(least?.inSyncReplicas.count ?? 0) of \(least?.replicas.count ?? 0) copies"
    }

    private static func json(_ topic: TopicDescription) -> JSONValue {
        [
            "name": .string(topic.name), "partitions": .integer(topic.partitions.count),
            "replication_factor": .integer(topic.partitions.map(\.replicas.count).min() ?? 0),
            "error": .string(topic.error?.description),
        ]
    }
}
#endif
