import FoundationEssentials
import LabEngine
import LabInstruments
import LabPrograms
import LabPublishing
import LabValues

/// A run that has been read and checked as far as that goes without touching anything.
struct PlannedRun: Sendable {
    let recipe: CheckedRecipe
    let instruments: [PlannedInstrument]
    let capabilities: [InstrumentRole: PotentiostatCapabilities]
    var limits: SafetyLimits
    let metadata: Metadata
    let experiment: ExperimentID
    let sinks: [SinkAddress]
    let state: StateDirectory?
    /// Where control socket and audit are: `state`, or for a run that needs none, where it would be; nil for nowhere.
    let controlState: StateDirectory?
    /// Where the control socket is, as the operator named it.
    let controlSocket: String?
    /// Where commands come from beside the local ways.
    let listeners: [ListenerAddress]
    /// Whether the operator wanted none of them.
    let isListeningRefused: Bool
    /// Who may command the run.
    let commands: CommandSettings
    /// What the configuration says, for publishers and the outbox.
    let settings: Settings
    /// The name of this bench, where it has one.
    let station: String?
    /// How long the end waits for delivery.
    let drain: Duration
    /// Whether every sink must be reached before the first step.
    let requiresPublishers: Bool
    /// Who is told of events; nil for nobody.
    let notify: NotifySettings?
    /// The most bytes of one message.
    let maxMessageBytes: Int
    /// Who looks after the instruments should this program die.
    let guarding: Guarding
    /// What to tell the operator before the run, in sentences.
    var warnings: [String]
    /// Where it goes on with an earlier run; nil for a new one.
    var resumption: Resumption?

    /// Reads and checks everything that was typed and configured.
    ///
    /// - Throws: a `LabFault` whose recovery is `.refuse`.
    init(
        _ options: RunOptions, in lab: Lab, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let type = try lab.programs.program(named: options.program)
        let program = try type.configured(try options.settings.map(Self.pair))
        let configuration = try RunnerConfiguration(
            file: options.config, environment: environment, publishers: lab.publishers, listeners: lab.listeners)
        (settings, warnings) = (configuration.settings, configuration.warnings)
        station = try settings.text(RunnerKeys.station)
        (drain, requiresPublishers) = (try Self.drain(options.drain), options.requirePublishers)
        instruments = try Self.instruments(options.instruments, in: lab)
        var capabilities: [InstrumentRole: PotentiostatCapabilities] = [:]
        for instrument in instruments { capabilities[instrument.role] = try instrument.assumedCapabilities() }
        self.capabilities = capabilities
        limits = try Self.limits(options.limits, beside: program.limits).tightened(by: SafetyLimits(settings))
        metadata = try Metadata(pairs: options.metadata, file: options.metadataFile, settings: settings)
        experiment =
            try options.experimentID.map { text throws(MalformedExperimentID) in try ExperimentID(text) }
            ?? ExperimentID(program: type.name, at: lab.clock.wallTime, random: .random(in: 0 ... .max))
        sinks = try Self.sinks(
            options.sinks, settings, isSimulatedByDefault: options.instruments.isEmpty, in: lab)
        listeners = try Self.listeners(options.listeners, settings, beside: sinks, in: lab)
        isListeningRefused = options.listeners == [ListenerCatalog.none]
        (commands, controlSocket) = (try CommandSettings(settings), options.control)
        notify = try NotifySettings(settings)
        maxMessageBytes = try OutboxSettings(settings).maxMessageBytes
        let keepsMessages = sinks.contains { $0.scheme != NullPublisher.scheme }
        let needsState = keepsMessages || instruments.contains { !$0.isSimulated }
        state = needsState || options.state != nil ? try StateDirectory(option: options.state) : nil
        controlState = state ?? (try? StateDirectory(option: nil, environment: environment))  // with no home: nowhere
        guarding = Guarding(
            isWanted: !options.noGuard, heartbeat: try GuardHeartbeat.read(environment[GuardHeartbeat.variable]),
            config: options.config.map(GuardOrder.absolute))
        recipe = try Recipe(program).check(against: capabilities)
    }

    static func pair(_ text: String) throws(CommandFault) -> (name: String, value: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw CommandFault("--set \(text) does not read NAME=VALUE.", hint: "For example --set rate=100mV/s.")
        }
        return (parts[0], parts[1])
    }

    private static func instruments(_ texts: [String], in lab: Lab) throws -> [PlannedInstrument] {
        guard !texts.isEmpty else { return [try lab.source(for: .simulatedDefault)] }
        var planned: [PlannedInstrument] = []
        for text in texts {
            let instrument = try lab.source(for: InstrumentAddress(text))
            guard !planned.contains(where: { $0.role == instrument.role }) else {
                throw CommandFault(
                    "Two instruments are called “\(instrument.role)”.",
                    hint: "Give each a role of its own: --instrument cell2=\(text).")
            }
            planned.append(instrument)
        }
        return planned
    }

    /// The limits of the program and those of the command line; of two the tighter one holds.
    private static func limits(_ texts: [String], beside program: SafetyLimits) throws -> SafetyLimits {
        var limits = SafetyLimits()
        var seen: Set<String> = []
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                throw CommandFault("--limit \(text) does not read NAME=VALUE.", hint: "For example --limit i_max=1mA.")
            }
            guard seen.insert(parts[0]).inserted else { throw CommandFault("--limit \(parts[0]) is given twice.") }
            try limits.set(parts[0], to: parts[1])
        }
        return limits.tightened(by: program)
    }

    /// `--drain`: a number of seconds, or a time with its unit.
    private static func drain(_ text: String?) throws(CommandFault) -> Duration {
        guard let text else { return .seconds(10) }
        let seconds = Double(text).map { $0.isNaN ? -1 : $0 }
        let time = seconds.map { Duration(secondsClamped: $0) } ?? (try? Duration(userText: text))  // told below
        guard let time, (.zero ... .seconds(86_400)).contains(time) else {
            throw CommandFault(
                "--drain \(text) is no number of seconds from 0 to 86400.", hint: "For example --drain 30.")
        }
        return time
    }

    /// The listeners of the command line, else those configured, else those beside the sinks.
    private static func listeners(
        _ texts: [String], _ settings: Settings, beside sinks: [SinkAddress], in lab: Lab
    ) throws -> [ListenerAddress] {
        if !texts.isEmpty { return try lab.listeners.addresses(texts) }
        return try settings.configuredListeners(among: lab.listeners) ?? lab.listeners.addresses(beside: sinks)
    }

    /// The sinks of the command line, else those configured, else `file:./runs`.
    private static func sinks(
        _ texts: [String], _ settings: Settings, isSimulatedByDefault: Bool, in lab: Lab
    ) throws -> [SinkAddress] {
        var wanted = try texts.map { text throws(SinkFault) in try SinkAddress(text) }
        if wanted.isEmpty { wanted = try settings.configuredSinks(among: lab.publishers) }
        if wanted.isEmpty { wanted = [try SinkAddress("file:./runs")] }
        var sinks: [SinkAddress] = []
        for sink in wanted {
            let text = sink.text
            _ = try lab.publishers.kind(of: sink)
            guard !sinks.contains(where: { $0 == sink }) else {
                throw CommandFault("The sink \(text) is given twice.")
            }
            guard !isSimulatedByDefault || ["file", "null"].contains(sink.scheme) else {
                throw CommandFault(
                    "A run that names no instrument is simulated and goes to file: or null only, not to \(text).",
                    hint: "Name the instrument: --instrument emstat@sim:redox for the simulated one.")
            }
            sinks.append(sink)
        }
        return sinks
    }
}
