import ArgumentParser

/// What `resume` reads from its command line.
struct ResumeOptions: ParsableArguments, Sendable {
    @Argument(help: "The experiment's directory (runs/EXPERIMENT_ID), or its name.")
    var experiment: String

    @Option(
        help: ArgumentHelp(
            "Where to begin: a step_path or a step_index (default: the first step that is not completed).",
            valueName: "step"))
    var from: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Says a parameter once more; refused when it is not what it was.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(
        name: .customLong("instrument"),
        help: ArgumentHelp(
            "Where an instrument is now, when its address has changed; it must be the same one.",
            valueName: "[role=]driver@address"))
    var instruments: [String] = []

    @Option(
        name: .customLong("limit"),
        help: ArgumentHelp("A limit beside those it was begun with; the tighter one holds.", valueName: "name=value"))
    var limits: [String] = []

    @Option(help: ArgumentHelp("A sink beside those it has; it gets what comes from now on.", valueName: "sink"))
    var publish: [String] = []

    @Option(
        name: .customLong("meta"),
        help: ArgumentHelp("A remark beside those it was begun with.", valueName: "key=value"))
    var metadata: [String] = []

    @Option(help: ArgumentHelp("A configuration file (YAML).", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "How long the end waits until everything is delivered (default: 10).", valueName: "seconds"))
    var drain: String?

    @Flag(help: "Refuses to begin while a sink that is not on this host cannot be reached.")
    var requirePublishers = false

    @Option(
        name: .customLong("listen"),
        help: ArgumentHelp(
            "Where commands come from besides standard input, the control socket and signals, or none. Repeatable; "
                + "default: as for run, but none when it was begun with none.",
            valueName: "scheme:rest|none"))
    var listeners: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where the control socket is (default: run/EXPERIMENT_ID.sock where state is kept).", valueName: "socket"))
    var control: String?

    @Flag(help: "Starts no guard: if this program dies, the cell stays as it is.")
    var noGuard = false

    @Option(help: "Where its state was kept (default: $XDG_STATE_HOME/lab-runner).")
    var state: String?

    @Flag(help: "Prints one JSON object on standard output at the end.")
    var json = false
}
