import LabPrograms

/// A parameter of every kind.
struct Everything: ExperimentProgram {
    static let summary = "a parameter of every kind"
    @Parameter("Scan rates", range: .millivoltsPerSecond(1) ... .voltsPerSecond(10))
    var rates: [ScanRate] = [.millivoltsPerSecond(20), .millivoltsPerSecond(50)]
    @Parameter("First vertex", range: .volts(-2) ... .volts(2), help: "Below the couple.")
    var vertex1: ElectrodePotential = .volts(-0.3)
    @Parameter("Second vertex", range: .volts(-2) ... .volts(2)) var vertex2: ElectrodePotential?
    @Parameter("Cycles", range: 1...10) var cycles = 2
    @Parameter("Stir") var stir = false
    @Parameter("Sample") var sample = "ferrocene"
    @Parameter("Counts") var counts: [Int] = [1, 2]
    @Parameter("Rest", range: .zero ... .seconds(60)) var rest: Duration = .seconds(5)
    @Parameter("Range") var range: CurrentRange = .auto
    @Parameter("Filter") var bandwidth: Frequency? = .hertz(100)
    let notAParameter = 1

    var steps: some Steps { Rest(rest) }
}
