import ArgumentParser

/// What `run` and `plan` share: the program, its parameters, its instruments.
struct RunOptions: ParsableArguments, Sendable {
    /// The options that `words` spell.
    static func reading(_ words: [String]) throws -> Self { try parse(words) }

    @Argument(help: "The program's name; `lab-runner programs` lists them.")
    var program: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Sets a parameter, with its unit: rate=100mV/s.", valueName: "name=value"))
    var settings: [String] = []

    @Option(
        name: .customLong("instrument"),
        help: ArgumentHelp(
            "An instrument: emstat@serial:/dev/ttyUSB0, emstat@serial:usb=0403:6001:RIG0, emstat@tcp:lab-pc:7000, "
                + "emstat@pty:/dev/pts/4, emstat@sim:redox?speed=max (default: emstat@sim:redox, simulated).",
            valueName: "[role=]driver@address"))
    var instruments: [String] = []

    @Option(
        name: .customLong("limit"),
        help: ArgumentHelp(
            "Ends the run, cell off, when breached: e_min e_max i_min i_max q_min q_max step_time run_time silence "
                + "excess_points. i_max=1mA,for=3,action=pause: after 3 points in a row, or ,for=200ms; action stop, pause "
                + "or endStep.",
            valueName: "name=value"))
    var limits: [String] = []

    @Option(
        name: .customLong("publish"),
        help: ArgumentHelp(
            "Where messages go: file:DIR, null. Repeatable; default: those configured, else file:./runs.",
            valueName: "sink"))
    var sinks: [String] = []

    @Option(
        name: .customLong("meta"),
        help: ArgumentHelp("A remark for the record: sample=A7, electrode_area=0.0707cm2.", valueName: "key=value"))
    var metadata: [String] = []

    @Option(name: .customLong("meta-file"), help: "A JSON file with such remarks.")
    var metadataFile: String?

    @Option(
        help: ArgumentHelp(
            "A configuration file (YAML): publishers, limits, metadata and what no option says; see config check.",
            valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "How long the end waits until everything is delivered (default: 10).", valueName: "seconds"))
    var drain: String?

    @Flag(help: "Refuses to begin while a sink that is not on this host cannot be reached.")
    var requirePublishers = false

    @Option(
        name: .customLong("experiment-id"), help: "The experiment's name; made from time and program when left out.")
    var experimentID: String?

    @Option(
        name: .customLong("listen"),
        help: ArgumentHelp(
            "Where commands come from besides standard input, the control socket and signals, or none. Repeatable; "
                + "default: those configured, else the clusters messages go to.",
            valueName: "scheme:rest|none"))
    var listeners: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where the control socket is (default: run/EXPERIMENT_ID.sock where state is kept).", valueName: "socket"))
    var control: String?

    @Option(help: "Where state is kept (default: $XDG_STATE_HOME/lab-runner).")
    var state: String?

    @Flag(help: "Starts no guard: if this program dies, the cell stays as it is.")
    var noGuard = false

    @Flag(help: "Prints one JSON object on standard output at the end.")
    var json = false
}
