import ArgumentParser
import LabEngine
import LabOutbox
import LabPublishing
import LabValues

/// `lab-runner outbox`.
struct OutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Shows and delivers what sinks have not got yet.",
        subcommands: [Status.self, Drain.self, Replay.self, Discard.self])

    /// What all of them take.
    struct Options: ParsableArguments, Sendable {
        @Option(help: "Where state is kept (default: $XDG_STATE_HOME/lab-runner).")
        var state: String?

        @Option(help: ArgumentHelp("A configuration file, lab.yaml.", valueName: "file"))
        var config: String?

        /// The outboxes on this host.
        func directory(in lab: Lab) throws(CommandFault) -> OutboxDirectory {
            try OutboxDirectory(StateDirectory(option: state), clock: lab.clock)
        }

        /// What delivers what is left.
        func delivery(in lab: Lab) throws -> LeftoverDelivery {
            LeftoverDelivery(
                directory: try directory(in: lab), publishers: lab.publishers,
                settings: try RunnerConfiguration(file: config, publishers: lab.publishers, listeners: lab.listeners)
                    .settings, clock: lab.clock)
        }
    }

    /// `lab-runner outbox status`.
    struct Status: LabCommand {
        static let configuration = CommandConfiguration(abstract: "Shows what waits, per experiment and sink.")

        @OptionGroup var options: Options

        @Flag(help: "Prints JSON.")
        var json = false

        func run(in lab: Lab) async -> Int32 {
            lab.reporting {
                let table = try OutboxTable(options.directory(in: lab), now: lab.clock.wallTime)
                if json {
                    lab.output.line(String(decoding: table.json.encoded, as: UTF8.self))
                } else {
                    for line in table.lines { lab.output.line(line) }
                }
                return 0
            }
        }
    }

    /// `lab-runner outbox drain`.
    struct Drain: LabCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delivers what is left, and waits as long as something moves.",
            discussion: "Exit codes: 0 everything is delivered, 1 something is left, 2 wrong input.")

        @OptionGroup var options: Options

        @Flag(help: "Sends once more what a sink has refused.")
        var retryRefused = false

        @Option(
            help: ArgumentHelp("Sends there what waits for another host's sink of the same kind.", valueName: "sink"))
        var to: String?

        @Option(help: ArgumentHelp("Gives up when nothing has moved for so long.", valueName: "seconds"))
        var patience: Double = 10

        func run(in lab: Lab) async -> Int32 {
            do {
                guard patience > 0, patience <= 86_400 else {
                    throw CommandFault("--patience \(patience) is not between 0 and 86400 seconds.")
                }
                var delivery = try options.delivery(in: lab)
                delivery.diversion = try to.map { text throws(SinkFault) in try SinkAddress(text) }
                if let sink = delivery.diversion { _ = try lab.publishers.kind(of: sink).settled(sink) }
                (delivery.retriesRefused, delivery.asksWhy) = (retryRefused, true)
                return await deliver(delivery, in: lab)
            } catch { return lab.refuse(error) }
        }

        private func deliver(_ delivery: LeftoverDelivery, in lab: Lab) async -> Int32 {
            do {
                for held in try delivery.heldExperiments() {
                    lab.console.line("\(held.experiment) is held by \(held.holder), which delivers it itself")
                }
                var isAllDelivered = true
                for experiment in try delivery.experiments() {
                    let result = await delivery.deliver(
                        experiment, patience: .seconds(patience),
                        report: { report in
                            if let sentence = report.sentence { lab.console.line("\(experiment): \(sentence)") }
                        })
                    for line in result.lines { lab.output.line(line) }
                    if !result.isComplete { isAllDelivered = false }
                }
                _ = try delivery.directory.removeSettled(retention: OutboxLimits(delivery.settings).retention)
                lab.output.line(isAllDelivered ? "Nothing is left to deliver." : "Something is left.")
                return isAllDelivered ? 0 : 1
            } catch { return lab.refuse(error) }
        }
    }

    /// `lab-runner outbox replay ID`.
    struct Replay: LabCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends once more what is still kept of an experiment.",
            discussion: "Receivers know the messages by experiment_id and seq. Exit codes as of drain.")

        @OptionGroup var options: Options

        @Argument(help: "The experiment.")
        var id: String

        func run(in lab: Lab) async -> Int32 {
            do {
                let delivery = try options.delivery(in: lab)
                let experiment = try ExperimentID(id)
                guard let range = try delivery.rewind(experiment) else {
                    lab.output.line("Nothing is kept of \(experiment) any more.")
                    return 1
                }
                lab.output.line("\(experiment): sending seq \(range.lowerBound) to \(range.upperBound) once more")
                let result = await delivery.deliver(experiment, patience: .seconds(10))
                for line in result.lines { lab.output.line(line) }
                return result.isComplete ? 0 : 1
            } catch { return lab.refuse(error) }
        }
    }

    /// `lab-runner outbox discard ID`.
    struct Discard: LabCommand {
        static let configuration = CommandConfiguration(
            abstract: "Throws away what is kept of an experiment, delivered or not.")

        @OptionGroup var options: Options

        @Argument(help: "The experiment.")
        var id: String

        @Flag(help: "Does not ask.")
        var yes = false

        func run(in lab: Lab) async -> Int32 {
            lab.reporting {
                let directory = try options.directory(in: lab)
                let experiment = try ExperimentID(id)
                for line in OutboxTable.lines(of: try directory.status(of: experiment), now: lab.clock.wallTime) {
                    lab.output.line(line)
                }
                guard try yes || lab.confirms("Throw this away for good?", withFlag: "--yes") else {
                    lab.output.line("Nothing was thrown away.")
                    return 1
                }
                let gone = try directory.discard(experiment)
                lab.output.line("Thrown away: \(gone.messages.counted("message")), \(ByteSize(gone.bytes)).")
                return 0
            }
        }
    }
}
