import LabPrograms

/// `cyclic-voltammetry`: one cyclic voltammogram.
struct CyclicVoltammetryProgram: ExperimentProgram {
    static let summary = "One cyclic voltammogram; it is repeatable: when interrupted it runs again from its start"

    @Parameter("Where each cycle begins and ends", range: .volts(-10) ... .volts(10))
    var begin: ElectrodePotential = .volts(0.5)
    @Parameter("First switching potential", range: .volts(-10) ... .volts(10))
    var vertex1: ElectrodePotential = .volts(-0.3)
    @Parameter("Second switching potential", range: .volts(-10) ... .volts(10), help: "The same as begin unless set.")
    var vertex2: ElectrodePotential?
    @Parameter("Height of one stair", range: .microvolts(1) ... .volts(1))
    var step: ElectrodePotential = .millivolts(1)
    @Parameter("Scan rate", range: .millivoltsPerSecond(0.001) ... .voltsPerSecond(1000))
    var rate: ScanRate = .millivoltsPerSecond(100)
    @Parameter("Number of cycles", range: 1...100_000)
    var cycles = 1
    @Parameter("Rest at begin before the first cycle, the cell on", range: .zero ... .seconds(86_400))
    var equilibration: Duration = .zero
    @Parameter("Current range", help: "auto, auto(1uA…1mA), or a current for a fixed range.")
    var range: CurrentRange = .auto

    var steps: some Steps {
        CyclicVoltammetry(
            begin: begin, vertex1: vertex1, vertex2: vertex2 ?? begin, at: rate, step: step, cycles: cycles,
            equilibration: equilibration, range: range
        ).repeatable()
    }
}
