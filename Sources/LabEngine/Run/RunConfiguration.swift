import LabInstruments
public import LabPrograms
public import LabValues

/// All that a run is given: what to do, with what, within which limits.
public struct RunConfiguration: Sendable {
    /// The experiment's name.
    public var experiment: ExperimentID
    /// What the user says about sample, operator, electrodes.
    public var metadata = JSONObject()
    /// The name of the bench, where it has one.
    public var station: String?
    /// The steps.
    public var recipe: Recipe
    /// The instruments, each under the name the program uses.
    public var instruments: [InstrumentSource]
    /// The limits of the whole run.
    public var limits = SafetyLimits()
    /// Names and versions of what runs, for the record.
    public var software = JSONObject()
    /// Notes which instruments are in use; nil for none, as with emulators in this process.
    public var register: (any InstrumentRegister)?
    /// Where it goes on, when an earlier process began it; nil for a new experiment.
    public var resumption: Resumption?
    /// How long the end waits for delivery.
    public var drain = Duration.seconds(10)
    /// Who may command the run, and how.
    public var commands = CommandSetup()
    /// How long a pause may last.
    public var pause = PauseRules()
    /// Is told once a second by the engine's own thread that it lives; must be quick.
    public var pulse: (@Sendable () -> Void)?
    /// Why nobody would switch the cells off if this process died; nil when somebody would, or need not.
    public var unguarded: String?

    /// The most bytes of one message, 16 KiB at least; what would be larger is sent in parts, refused or cut.
    public var maxMessageBytes = 256 << 10

    /// A run of `recipe`.
    public init(experiment: ExperimentID, recipe: Recipe, instruments: [InstrumentSource]) {
        self.experiment = experiment
        self.recipe = recipe
        self.instruments = instruments
    }

    /// The most bytes of an event's own facts, with room for what a message says beside them.
    var largestEvent: Int { maxMessageBytes / 16 * 15 }
}
