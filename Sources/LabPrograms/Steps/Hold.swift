public import LabValues

/// A constant potential, the current recorded: a chronoamperometry under the name a bench uses for it.
public struct Hold: Steps {
    private let technique: Chronoamperometry

    /// Holds `potential` for `duration` and records a point every `interval`.
    public init(
        at potential: ElectrodePotential, for duration: Duration, every interval: Duration = .milliseconds(100),
        range: CurrentRange = .auto
    ) {
        technique = Chronoamperometry(at: potential, for: duration, every: interval, range: range)
    }

    public var nodes: [StepNode] { technique.nodes }
}
