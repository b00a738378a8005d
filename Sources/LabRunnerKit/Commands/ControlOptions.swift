import ArgumentParser
import FoundationEssentials
import LabControl
import LabValues

/// What every `lab-runner control …` takes: which run is meant, and how it is reached.
struct ControlOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("experiment-id"),
        help: ArgumentHelp("The run that is meant; the only one on this computer when left out.", valueName: "id"))
    var experimentID: String?

    @Option(help: ArgumentHelp("The run's control socket, where run --control named one.", valueName: "socket"))
    var control: String?

    @Option(help: ArgumentHelp("Why, in words; it stands in the run's events.", valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp("Where state is kept (default: $XDG_STATE_HOME/lab-runner).", valueName: "dir"))
    var state: String?

    @Option(
        help: ArgumentHelp(
            "Gives up when the command is not done after so long; it stays in effect.", valueName: "seconds"))
    var wait: Double?

    @Flag(help: "Prints the last reply as JSON on standard output.")
    var json = false

    #if Kafka
    @Option(
        help: ArgumentHelp(
            "Sends to the command topic of a cluster: to one run with --experiment-id, else to all that listen.",
            valueName: "host:port[,host:port…]"))
    var kafka: String?

    @Option(help: ArgumentHelp("Signs the command with the key in this file.", valueName: "keyfile"))
    var sign: String?

    @Option(help: ArgumentHelp("A configuration file (YAML) with the keys kafka.….", valueName: "file"))
    var config: String?
    #endif

    /// The experiment that is meant, where one was named.
    func experiment() throws(MalformedExperimentID) -> ExperimentID? {
        try experimentID.map { text throws(MalformedExperimentID) in try ExperimentID(text) }
    }

    /// How long replies are waited for.
    func patience() throws(CommandFault) -> ReplyPatience {
        guard let wait else { return ReplyPatience() }
        guard wait > 0, wait <= 365 * 86_400 else {
            throw CommandFault("--wait \(wait) is no number of seconds above zero.", hint: "For example --wait 30.")
        }
        let last = Duration(secondsClamped: wait)
        return ReplyPatience(first: min(ReplyPatience().first, last), last: last)
    }

    /// The way to the run that is meant.
    ///
    /// - Throws: a `LabFault`; `NoSuchRun` when it is not there, or when there are several.
    func channel(in lab: Lab) throws -> any CommandChannel {
        #if Kafka
        if let kafka {
            guard control == nil else { throw CommandFault("--control and --kafka are two ways; name one.") }
            return try kafkaChannel(kafka, signedWith: sign, in: lab)
        }
        guard sign == nil else {
            throw CommandFault(
                "--sign is for commands over Kafka; the operating system guards the socket.",
                hint: "Add --kafka HOST:PORT, or leave --sign out.")
        }
        #endif
        if let control { return SocketChannel(path: try ControlSocketPath(control), clock: lab.clock) }
        let sockets = ControlSockets(of: try StateDirectory(option: state))
        return SocketChannel(path: try sockets.socket(of: try experiment()), clock: lab.clock)
    }
}
