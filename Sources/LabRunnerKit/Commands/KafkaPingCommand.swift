#if Kafka
import ArgumentParser
import KafkaClient
import LabKafka
import LabValues

/// `lab-runner kafka ping`.
struct KafkaPingCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "ping", abstract: "Tries whether a cluster can be reached, and says what it is.",
        discussion: "Exit codes: 0 it answers, 1 it does not, 2 refused for what was typed.")

    @OptionGroup var options: KafkaOptions

    func run(in lab: Lab) async -> Int32 {
        await options.run(in: lab) { settings in
            let health = try KafkaHealth(settings.configuration, logger: KafkaOptions.logger)
            let facts = try await health.ping(within: KafkaOptions.patience)
            options.show(Self.lines(facts), Self.json(facts), in: lab)
            return 0
        }
    }

    private static func lines(_ facts: ClusterFacts) -> [String] {
        let milliseconds = facts.roundTrip.inSeconds * 1000
        return [
            "The cluster\(facts.clusterID.map { " \($0)" } ?? "") answered after \(Int(milliseconds.rounded())) ms.",
            "    brokers: " + facts.brokers.map(\.description).joined(separator: ", "),
            "    topics: \(facts.topics.count { !$0.isInternal })",
        ]
    }

    private static func json(_ facts: ClusterFacts) -> JSONValue {
        [
            "cluster_id": .string(facts.clusterID), "round_trip_s": .seconds(facts.roundTrip),
            "brokers": .array(
                facts.brokers.map { ["id": .integer(Int($0.id)), "address": .string($0.description)] }),
            "topics": .array(facts.topics.filter { !$0.isInternal }.map { .string($0.name) }),
        ]
    }
}
#endif
