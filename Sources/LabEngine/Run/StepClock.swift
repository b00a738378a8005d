import LabValues

/// The time of a step, which stands still while the run is paused. Pure.
struct StepClock: Sendable, Hashable {
    private let started: LabInstant
    private var paused = Duration.zero
    private var pausedSince: LabInstant?
    /// When the latest pause ended.
    private(set) var wentOn: LabInstant?

    /// A step that begins.
    init(started: LabInstant) { self.started = started }

    /// Whether it stands still.
    var isPaused: Bool { pausedSince != nil }

    mutating func pause(at moment: LabInstant) { pausedSince = pausedSince ?? moment }

    mutating func goOn(at moment: LabInstant) {
        guard let since = pausedSince else { return }
        paused += moment - since
        pausedSince = nil
        wentOn = moment
    }

    /// How long the step has run, pauses not counted.
    func active(at moment: LabInstant) -> Duration { (pausedSince ?? moment) - started - paused }

    /// How long nothing was heard, when the last sign came at `heard`; nothing is expected in a pause.
    func silence(since heard: LabInstant, at moment: LabInstant) -> Duration {
        if isPaused { return .zero }
        return moment - max(heard, wentOn ?? heard)
    }
}
