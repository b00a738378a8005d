import LabPrograms

/// `scan-rate-study`: cyclic voltammograms at rising scan rates, as for a Randles–Ševčík plot.
struct ScanRateStudy: ExperimentProgram {
    static let summary = "Cyclic voltammetry at rising scan rates; each CV is repeatable when interrupted"

    @Parameter("Scan rates", range: .millivoltsPerSecond(1) ... .voltsPerSecond(10))
    var rates: [ScanRate] = [
        .millivoltsPerSecond(20), .millivoltsPerSecond(50), .millivoltsPerSecond(100), .millivoltsPerSecond(200),
    ]
    @Parameter("Where each cycle begins and ends", range: .volts(-2) ... .volts(2))
    var begin: ElectrodePotential = .volts(0.5)
    @Parameter("First switching potential", range: .volts(-2) ... .volts(2))
    var vertex1: ElectrodePotential = .volts(-0.3)
    @Parameter("Second switching potential", range: .volts(-2) ... .volts(2), help: "The same as begin unless set.")
    var vertex2: ElectrodePotential?
    @Parameter("Height of one stair", range: .millivolts(0.1) ... .millivolts(100))
    var step: ElectrodePotential = .millivolts(1)
    @Parameter("Cycles at each rate", range: 1...1000)
    var cycles = 2
    @Parameter("Open circuit recorded at the start", range: .seconds(1) ... .seconds(86_400))
    var openCircuit: Duration = .seconds(10)
    @Parameter("Rest before each rate, the cell off", range: .zero ... .seconds(86_400))
    var rest: Duration = .seconds(30)
    @Parameter("Current range", help: "auto, auto(1uA…1mA), or a current for a fixed range.")
    var range: CurrentRange = .auto

    var steps: some Steps {
        OpenCircuit(for: openCircuit)
        Group("rates") {
            for rate in rates {
                Rest(rest)
                CyclicVoltammetry(
                    begin: begin, vertex1: vertex1, vertex2: vertex2 ?? begin, at: rate, step: step, cycles: cycles,
                    range: range
                ).repeatable()
            }
        }
    }
}
