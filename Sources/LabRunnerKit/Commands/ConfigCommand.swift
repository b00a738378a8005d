import ArgumentParser
import LabEngine
import LabValues

/// `lab-runner config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Checks the configuration.",
        subcommands: [ConfigCheckCommand.self, ConfigReferenceCommand.self])
}

/// `lab-runner config check`.
struct ConfigCheckCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Shows every setting with its value and where it comes from; no secrets.",
        discussion: "Exit codes: 0 all is well, 2 something is wrong.")

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?

    @Flag(help: "Prints JSON.")
    var json = false

    func run(in lab: Lab) async -> Int32 {
        do throws(ConfigurationRefused) {
            let configuration = try RunnerConfiguration(
                file: config, publishers: lab.publishers, listeners: lab.listeners)
            show(ConfigurationTable(configuration), in: lab)
            return 0
        } catch {
            for fault in error.faults {
                for line in RunFault(fault).lines { lab.console.line(line) }
            }
            if json { lab.output.line(String(decoding: Self.facts(error).encoded, as: UTF8.self)) }
            return 2
        }
    }

    private func show(_ table: ConfigurationTable, in lab: Lab) {
        lab.warn(table.warnings)
        if json {
            lab.output.line(String(decoding: table.json.encoded, as: UTF8.self))
        } else {
            for line in table.lines { lab.output.line(line) }
        }
    }

    private static func facts(_ refusal: ConfigurationRefused) -> JSONValue {
        ["settings": [], "warnings": [], "faults": .array(refusal.faults.map { RunFault($0).facts })]
    }
}

/// `lab-runner config reference`: the page of the documentation.
struct ConfigReferenceCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference", abstract: "Prints Documentation/Reference/Configuration.md.", shouldDisplay: false)

    func run(in lab: Lab) async -> Int32 {
        lab.output.write(ConfigurationReference(catalog: SettingCatalog(lab.publishers, lab.listeners)).text)
        return 0
    }
}
