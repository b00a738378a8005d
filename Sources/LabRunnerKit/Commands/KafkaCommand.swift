#if Kafka
import ArgumentParser

/// `lab-runner kafka`.
struct KafkaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kafka", abstract: "Tries a Kafka cluster, and shows or changes its topics.",
        discussion: "Exit codes: 0 done, 1 not reachable or refused by the cluster, 2 refused for what was typed.",
        subcommands: [KafkaPingCommand.self, KafkaTopicsCommand.self])
}

/// `lab-runner kafka topics`.
struct KafkaTopicsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics", abstract: "Shows or changes the topics of a cluster.",
        subcommands: [
            KafkaTopicsListCommand.self, KafkaTopicsCreateCommand.self, KafkaTopicsDeleteCommand.self,
        ])
}
#endif
