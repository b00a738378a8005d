import ArgumentParser
import Glibc
public import LabControl
import LabEngine
public import LabEmulation
public import LabInstruments
public import LabPrograms
public import LabPublishing
import LabValues
import Logging

/// The program `lab-runner`, as a library: a package with drivers or programs of its own calls it in its `main`.
public enum LabRunner {
    /// The version of this runner.
    public static let version = "0.1.0"

    /// Runs the command line with the process's arguments and ends the process.
    ///
    /// - Parameters: what this runner knows; usually `.builtIn + [MyStat.self]`.
    public static func main(
        drivers: [any Instrument.Type], programs: [any ExperimentProgram.Type],
        emulators: [any InstrumentEmulator.Type] = [], publishers: [any PublisherKind.Type] = .standard,
        listeners: [any CommandListenerKind.Type] = .standard
    ) async -> Never {
        StandardStreams.secure()
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }  // a run says itself what the operator must know
        let lab = Lab(
            drivers: DriverCatalog(drivers), programs: ProgramCatalog(programs), emulators: emulators,
            publishers: PublisherCatalog(publishers), listeners: ListenerCatalog(listeners), clock: SystemClock(),
            output: TerminalWriter(descriptor: STDOUT_FILENO), console: TerminalWriter(descriptor: STDERR_FILENO),
            program: "/proc/self/exe")
        await end(Array(CommandLine.arguments.dropFirst()), in: lab)
    }

    /// Runs one command line on a thread of its own, and ends the process.
    ///
    /// The way out must not need the concurrency pool, which author code may keep busy for ever: the caller's task,
    /// which has no executor of its own, would wait there for a thread when its command has returned.
    static func end(_ arguments: [String], in lab: Lab) async -> Never {
        let command = Task(executorPreference: ExecutorThread()) {
            let code = await run(arguments, in: lab)
            lab.output.flush()
            lab.console.flush()
            exit(code)
        }
        await command.value
        preconditionFailure("The command's own thread ends the process.")
    }

    /// Runs one command line; the result is the exit code.
    static func run(_ arguments: [String], in lab: Lab) async -> Int32 {
        do {
            var parsed = try RunnerCommand.parseAsRoot(arguments)
            if let command = parsed as? any LabCommand { return await command.run(in: lab) }
            try parsed.run()  // The parser's own: it throws the help that was asked for.
            return 0
        } catch {
            let text = RunnerCommand.fullMessage(for: error)
            guard RunnerCommand.exitCode(for: error) != .success else {
                lab.output.line(text)
                return 0
            }
            let unknown = unknownCommand(in: arguments)
            for line in unknown?.lines ?? [text] { lab.console.line(line) }
            let fault =
                unknown
                ?? RunFault(
                    code: "invalid_input", message: RunnerCommand.message(for: error), hint: "See lab-runner help.")
            if arguments.contains("--json") { lab.output.line(refusal(fault)) }
            return 2
        }
    }
}

extension LabRunner {
    /// The object of `--json` for a command line that could not be read.
    private static func refusal(_ fault: RunFault) -> String {
        let report = RunReport(outcome: .refused, reason: "invalid_input", fault: fault)
        let summary = RunSummary(experiment: nil, program: nil, result: RunSession.Result(report: report))
        return String(decoding: summary.json.encoded, as: UTF8.self)
    }

    /// What is wrong when the line begins with a word that is no command; nil when that is not it.
    private static func unknownCommand(in arguments: [String]) -> RunFault? {
        let known = RunnerCommand.configuration.subcommands.compactMap {
            $0.configuration.shouldDisplay ? $0.configuration.commandName : nil
        }
        guard let word = arguments.first, !word.hasPrefix("-"), !(["help", GuardCommand.name] + known).contains(word)
        else {
            return nil
        }
        let guess = known.closest(to: word).map { "Did you mean “\($0)”? " } ?? ""
        return RunFault(
            code: "invalid_input", message: "There is no command called “\(word)”.",
            hint: guess + "Commands: \(known.joined(separator: ", ")).")
    }
}

/// A command that is run with what the runner was built with.
protocol LabCommand: ParsableCommand, Sendable {
    /// Runs it; the result is the exit code.
    func run(in lab: Lab) async -> Int32
}

/// `lab-runner` itself: a list of its commands.
struct RunnerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab-runner",
        abstract: "Runs experiments on laboratory instruments, and keeps every point.",
        version: LabRunner.version,
        subcommands: [
            RunCommand.self, ResumeCommand.self, PlanCommand.self, ProgramsCommand.self, DriversCommand.self,
            PortsCommand.self, IdentifyCommand.self, DemoCommand.self, ControlCommand.self, SafeCommand.self,
            OutboxCommand.self, NoteCommand.self, AuditCommand.self, ConfigCommand.self, GuardCommand.self,
        ] + optional)

    /// What a trait adds.
    private static var optional: [any ParsableCommand.Type] {
        #if Kafka
        [KafkaCommand.self]
        #else
        []
        #endif
    }
}
