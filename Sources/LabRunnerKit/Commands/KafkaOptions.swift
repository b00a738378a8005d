#if Kafka
import ArgumentParser
import KafkaClient
import LabEngine
import LabKafka
import LabPublishing
import LabValues
import Logging

/// What the `kafka` commands share: which cluster, how it is reached, and how the answer looks.
struct KafkaOptions: ParsableArguments, Sendable {
    /// How long a cluster may take to answer.
    static let patience = Duration.seconds(10)

    @Option(
        help: ArgumentHelp(
            "The cluster; when left out, that of the first kafka: sink in the configuration.",
            valueName: "host:port[,host:port…]"))
    var kafka: String?

    @Option(help: ArgumentHelp("A configuration file (YAML) with the keys kafka.….", valueName: "file"))
    var config: String?

    @Flag(help: "Prints JSON.")
    var json = false

    /// Reads the configuration, runs a command on it, and says what went wrong; the result is the exit code.
    func run(in lab: Lab, _ command: (KafkaSettings) async throws -> Int32) async -> Int32 {
        do {
            return try await command(settings(in: lab))
        } catch let refusal as ConfigurationRefused {
            return refuse(refusal.faults.map { RunFault($0) }, in: lab, exitCode: 2)
        } catch let error as KafkaError {
            return refuse([RunFault(KafkaFault.cluster(error))], in: lab, exitCode: 1)
        } catch {
            let isTyped = ((error as? any LabFault)?.code ?? "invalid_input") == "invalid_input"
            return refuse([RunFault(error, code: "invalid_input")], in: lab, exitCode: isTyped ? 2 : 1)
        }
    }

    /// The library's own lines would repeat what the answer says.
    static var logger: Logger { Logger(label: "lab.kafka") { _ in SwiftLogNoOpLogHandler() } }

    /// Prints what a command found.
    func show(_ lines: [String], _ facts: JSONValue, in lab: Lab) {
        if json {
            lab.output.line(String(decoding: facts.encoded, as: UTF8.self))
        } else {
            for line in lines { lab.output.line(line) }
        }
    }

    private func settings(in lab: Lab) throws -> KafkaSettings {
        let configuration = try RunnerConfiguration(file: config, publishers: lab.publishers, listeners: lab.listeners)
        lab.warn(configuration.warnings)
        let settings = configuration.settings
        guard let servers = try kafka ?? servers(settings, lab) else {
            throw CommandFault("No cluster is named.", hint: "Name one: --kafka HOST:PORT.")
        }
        return try KafkaSettings(servers: servers, settings)
    }

    /// The cluster of the first sink of ours that is configured and not switched off.
    private func servers(_ settings: Settings, _ lab: Lab) throws(SettingFault) -> String? {
        try settings.configuredSinks(among: lab.publishers).first { $0.scheme == KafkaPublisher.scheme }?.rest
    }

    private func refuse(_ faults: [RunFault], in lab: Lab, exitCode: Int32) -> Int32 {
        for line in faults.flatMap(\.lines) { lab.console.line(line) }
        if json, let first = faults.first {
            lab.output.line(String(decoding: JSONValue.object(["error": first.facts]).encoded, as: UTF8.self))
        }
        return exitCode
    }
}
#endif
