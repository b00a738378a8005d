import ArgumentParser
import LabControl
import LabValues

/// `lab-runner control`.
struct ControlCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control", abstract: "Pauses, resumes, stops or asks a run from another terminal.",
        discussion: """
            Shows how far the command is until it is done. Exit codes: 0 done, 1 failed, no such run or no answer, \
            2 refused, 5 the cell is not confirmed off.
            """,
        subcommands: [
            Pause.self, Resume.self, Stop.self, SkipStep.self, Status.self, Ping.self, Note.self, SetLimit.self,
            Send.self,
        ])

    struct Pause: ControlSubcommand {
        static let configuration = CommandConfiguration(abstract: "Holds the run after the open step.")
        @OptionGroup var options: ControlOptions
        @Flag(help: "Holds at once, inside the measurement.") var now = false
        var order: ControlOrder { ControlOrder(CommandName.pause, now: now) }
    }

    struct Resume: ControlSubcommand {
        static let configuration = CommandConfiguration(abstract: "Lets a paused run go on.")
        @OptionGroup var options: ControlOptions
        @Option(help: ArgumentHelp("Says that this limit's breach was seen: i_max.", valueName: "limit"))
        var acknowledge: String?
        var order: ControlOrder {
            ControlOrder(CommandName.resume, JSONObject(acknowledge.map { [("acknowledge", .string($0))] } ?? []))
        }
    }

    struct Stop: ControlSubcommand {
        static let configuration = CommandConfiguration(abstract: "Ends the run, the cell off.")
        @OptionGroup var options: ControlOptions
        @Flag(help: "Does not wait for the measurement's end mark, nor for delivery.") var now = false
        var order: ControlOrder { ControlOrder(CommandName.stop, now: now) }
    }

    struct SkipStep: ControlSubcommand {
        static let configuration = CommandConfiguration(abstract: "Leaves the open step and goes on with the next.")
        @OptionGroup var options: ControlOptions
        var order: ControlOrder { ControlOrder(CommandName.skipStep) }
    }

    struct Status: ControlSubcommand {
        static let configuration = CommandConfiguration(abstract: "Says how far the run is.")
        @OptionGroup var options: ControlOptions
        var order: ControlOrder { ControlOrder(CommandName.status) }
    }

    struct Ping: ControlSubcommand {
        static let configuration = CommandConfiguration(abstract: "Asks whether the run is there.")
        @OptionGroup var options: ControlOptions
        var order: ControlOrder { ControlOrder(CommandName.ping) }
    }

    struct Note: ControlSubcommand {
        static let configuration = CommandConfiguration(abstract: "Puts a remark into the run's events.")
        @OptionGroup var options: ControlOptions
        @Argument(help: "The remark.") var text: String
        var order: ControlOrder { ControlOrder(CommandName.note, ["text": .string(text)]) }
    }

    struct SetLimit: ControlSubcommand {
        static let configuration = CommandConfiguration(
            abstract: "Tightens a limit of the run; nothing can loosen one.")
        @OptionGroup var options: ControlOptions
        @Argument(help: ArgumentHelp("For example i_max=1mA.", valueName: "name=value")) var limit: String
        var order: ControlOrder { get throws(CommandFault) { try ControlOrder(limit: limit) } }
    }

    struct Send: ControlSubcommand {
        static let configuration = CommandConfiguration(abstract: "Sends a command that the program declares.")
        @OptionGroup var options: ControlOptions
        @Argument(help: "The command's name.") var name: String
        var order: ControlOrder { ControlOrder(name) }
    }
}
