#if Kafka
import ArgumentParser
import KafkaClient
import LabKafka
import LabValues

/// `lab-runner kafka topics create NAME…`.
struct KafkaTopicsCreateCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes topics; without a name, those every run needs.")

    @OptionGroup var options: KafkaOptions

    @Argument(help: "Names of topics.")
    var names: [String] = []

    @Option(help: "The number of partitions (default: kafka.topics.partitions, else 1).")
    var partitions: Int?

    @Option(help: "The number of copies (default: kafka.topics.replicationFactor, else that of the brokers).")
    var replicationFactor: Int?

    func run(in lab: Lab) async -> Int32 {
        await options.run(in: lab) { settings in
            let layout = settings.layout
            let usual = layout.topicsAtStart + [layout.commands, layout.replies]
            let topics = try names.isEmpty ? usual : names.map { try TopicName(typed: $0) }
            var form = settings.creation ?? TopicCreation()
            form.partitions = try Self.checked(partitions, 1...10_000, "--partitions") ?? form.partitions
            form.replicationFactor =
                try Self.checked(replicationFactor, 1...100, "--replication-factor") ?? form.replicationFactor
            let admin = try KafkaAdmin(settings.configuration, logger: KafkaOptions.logger)
            let outcomes = try await admin.create(
                topics.map { NewTopic($0, form, in: layout) }, within: KafkaOptions.patience)
            return options.show(outcomes, as: "created", in: lab)
        }
    }

    private static func checked(_ number: Int?, _ range: ClosedRange<Int>, _ name: String) throws(CommandFault) -> Int?
    {
        guard let number else { return nil }
        guard range.contains(number) else {
            throw CommandFault("\(name) is \(number); it can be from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}

extension NewTopic {
    fileprivate init(_ name: TopicName, _ form: TopicCreation, in layout: TopicLayout) {
        self.init(
            name.text, partitions: Int32(clamping: form.partitions),
            replicationFactor: form.replicationFactor.map { Int32(clamping: $0) },
            settings: name == layout.commands ? TopicLayout.commandSettings : [:])
    }
}

extension TopicName {
    /// A name from the command line.
    init(typed text: String) throws(CommandFault) {
        guard let name = TopicName(text) else {
            throw CommandFault(
                "“\(text)” is no name of a topic.",
                hint: "Use up to \(TopicName.longest) of A–Z a–z 0–9 . _ -, but not “.” or “..” alone.")
        }
        self = name
    }
}

extension KafkaOptions {
    /// Prints what became of each topic; the result is the exit code.
    func show(_ outcomes: [TopicOutcome], as done: String, in lab: Lab) -> Int32 {
        let lines = outcomes.map { "\($0.topic)  \($0.error.map { "not \(done): \($0)" } ?? done)" }
        let facts = outcomes.map { outcome -> JSONValue in
            ["topic": .string(outcome.topic), "error": .string(outcome.error?.description)]
        }
        show(lines, .array(facts), in: lab)
        return outcomes.allSatisfy { $0.error == nil } ? 0 : 1
    }
}
#endif
