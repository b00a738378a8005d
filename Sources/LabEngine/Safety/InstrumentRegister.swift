public import LabValues

/// Keeps a note of every instrument that is open, where it survives this process: what was left armed can be found.
public protocol InstrumentRegister: Sendable {
    /// An instrument is about to be used.
    ///
    /// - Throws: a `LabFault`; the run is then refused.
    func arm(_ source: InstrumentSource, _ identity: InstrumentIdentity, in experiment: ExperimentID) throws
    /// It has been made safe.
    func disarm(_ role: InstrumentRole, in experiment: ExperimentID)
}
