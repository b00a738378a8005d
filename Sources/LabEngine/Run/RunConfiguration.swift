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
    /// How long the end waits for delivery.
    public var drain = Duration.seconds(10)

    /// A run of `recipe`.
    public init(experiment: ExperimentID, recipe: Recipe, instruments: [InstrumentSource]) {
        self.experiment = experiment
        self.recipe = recipe
        self.instruments = instruments
    }
}
