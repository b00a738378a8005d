public import LabPrograms

extension [any ExperimentProgram.Type] {
    /// The programs that come with LabRunner.
    public static var builtIn: Self {
        [CyclicVoltammetryProgram.self, ScanRateStudy.self, OpenCircuitThenChronoamperometry.self]
    }
}
