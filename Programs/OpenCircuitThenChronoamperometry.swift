import LabPrograms

/// `open-circuit-then-chronoamperometry`: the open-circuit potential, then the current at a constant one.
struct OpenCircuitThenChronoamperometry: ExperimentProgram {
    static let summary = "Open-circuit potential, then the current at a constant potential"

    @Parameter("How long the open circuit is recorded", range: .milliseconds(100) ... .seconds(864_000))
    var rest: Duration = .seconds(30)
    @Parameter("Potential applied", range: .volts(-10) ... .volts(10))
    var potential: ElectrodePotential = .volts(0)
    @Parameter("How long the current is recorded", range: .milliseconds(1) ... .seconds(864_000))
    var duration: Duration = .seconds(60)
    @Parameter("Time between points", range: .microseconds(10) ... .seconds(3600))
    var interval: Duration = .milliseconds(100)
    @Parameter("Current range", help: "auto, auto(1uA…1mA), or a current for a fixed range.")
    var range: CurrentRange = .auto

    var steps: some Steps {
        OpenCircuit(for: rest, every: interval)
        Chronoamperometry(at: potential, for: duration, every: interval, range: range)
    }
}
