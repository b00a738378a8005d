#if Kafka
import ArgumentParser
import Glibc
import KafkaClient
import LabKafka
import LabValues

/// `lab-runner kafka topics delete NAME…`.
struct KafkaTopicsDeleteCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Removes topics with everything in them; asks first.")

    @OptionGroup var options: KafkaOptions

    @Argument(help: "Names of topics.")
    var names: [String]

    @Flag(help: "Does not ask.")
    var yes = false

    func run(in lab: Lab) async -> Int32 {
        await options.run(in: lab) { settings in
            let topics = try names.map { try TopicName(typed: $0) }
            guard try isWanted(settings, in: lab) else {
                lab.console.line("Nothing was removed.")
                return 2
            }
            let admin = try KafkaAdmin(settings.configuration, logger: KafkaOptions.logger)
            let outcomes = try await admin.delete(topics.map(\.text), within: KafkaOptions.patience)
            return options.show(outcomes, as: "removed", in: lab)
        }
    }

    /// Only a person at a terminal can be asked.
    private func isWanted(_ settings: KafkaSettings, in lab: Lab) throws(CommandFault) -> Bool {
        if yes { return true }
        guard isatty(STDIN_FILENO) == 1, lab.console.isTerminal else {
            throw CommandFault("Nobody can be asked whether topics may be removed.", hint: "Add --yes to remove them.")
        }
        let servers = settings.configuration.servers.map(\.description).joined(separator: ",")
        lab.console.write("Remove \(names.joined(separator: ", ")) at \(servers), with every message in it? Type yes: ")
        lab.console.flush()
        return readLine() == "yes"
    }
}
#endif
