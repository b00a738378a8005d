public import LabValues

/// Something that happens at the bench: one step, or several in order.
public protocol Steps: Sendable {
    /// The steps as the recipe reads them.
    var nodes: [StepNode] { get }
}

extension Steps where Self: ElectrochemicalTechnique {
    /// One measurement.
    public var nodes: [StepNode] { [StepNode(.action(.measure(technique)))] }
}

extension OpenCircuit: Steps {}
extension Chronoamperometry: Steps {}
extension LinearSweepVoltammetry: Steps {}
extension CyclicVoltammetry: Steps {}
