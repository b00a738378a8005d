import LabPrograms

/// The scan whose replies are canned: about 100 000 points.
struct CannedScan: ExperimentProgram {
    static let summary = "A long CV"
    static let cycles = 67

    var steps: some Steps {
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(100),
            cycles: Self.cycles)
    }
}
