import LabPrograms

extension PotentiostatCapabilities {
    /// A potentiostat that can do what most can: ±2 V, from 1 ms to 1 h between points.
    static let example = Self(
        model: "Example", techniques: [.openCircuit, .chronoamperometry, .linearSweep, .cyclic],
        potential: .volts(-2) ... .volts(2), currentRanges: [.microamperes(1), .milliamperes(1)],
        interval: .milliseconds(1) ... .seconds(3600), smallestStep: .microvolts(100), canHold: true,
        bestSafeState: .confirmed, stopLatency: { _ in .milliseconds(200) })
}

extension [InstrumentRole: PotentiostatCapabilities] {
    /// One potentiostat, as most benches have.
    static var oneCell: Self { [.cell: .example] }
}
