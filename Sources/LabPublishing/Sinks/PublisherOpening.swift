public import LabValues

/// What a publisher gets when it is opened.
public struct PublisherOpening: Sendable {
    /// Where the records go.
    public var sink: SinkAddress
    /// Whose records they are.
    public var experiment: ExperimentID
    /// Whether an earlier process began: what lies at the sink is then ours, and is continued.
    public var isResumed: Bool
    /// What the configuration says.
    public var settings: Settings
    /// Where the publisher keeps small facts for its next life.
    public var notebook: any PublisherNotebook
    /// The time, for a publisher that waits; one of its own when nil.
    public var clock: (any LabClock)?

    /// An opening; nothing is remembered when no notebook is given.
    public init(
        _ sink: SinkAddress, for experiment: ExperimentID, isResumed: Bool = false, settings: Settings = Settings(),
        notebook: any PublisherNotebook = BlankNotebook(), clock: (any LabClock)? = nil
    ) {
        (self.sink, self.experiment, self.isResumed) = (sink, experiment, isResumed)
        (self.settings, self.notebook, self.clock) = (settings, notebook, clock)
    }
}

/// Small facts of one publisher about one experiment, which outlive the process: the partition it chose, for instance.
public protocol PublisherNotebook: Sendable {
    /// What was kept under `name`; nil when nothing was.
    func note(_ name: String) -> String?

    /// Keeps `text` under `name`; it is on the disk when this returns. Blocks for one write to the disk.
    func keep(_ text: String, as name: String) throws
}

/// A notebook that keeps nothing: for a run without an outbox.
public struct BlankNotebook: PublisherNotebook {
    /// An empty notebook.
    public init() {}
    public func note(_ name: String) -> String? { nil }
    public func keep(_ text: String, as name: String) {}
}
