import LabInstruments
import LabPrograms

/// A potentiostat that can be planned for; nobody answers.
struct ToyStat: Potentiostat {
    static let driver = DriverDescription(
        name: "toy", summary: "For plans", role: .cell, models: ["toy"], baud: 9600, version: "1", safety: "Never on.")

    init(over link: any ByteLink, clock: any LabClock) {}

    static func capabilities(of model: String?) throws -> PotentiostatCapabilities {
        PotentiostatCapabilities(
            model: "Toy", techniques: [.openCircuit], potential: .volts(-1)...ElectrodePotential.volts(1),
            currentRanges: [.milliamperes(1)], interval: .milliseconds(1)...Duration.seconds(3600),
            smallestStep: .millivolts(0.1), canHold: false, bestSafeState: .confirmed,
            stopLatency: { _ in .milliseconds(500) })
    }

    var capabilities: PotentiostatCapabilities { get throws { try Self.capabilities(of: nil) } }
    func identify() async throws -> InstrumentIdentity { throw CannotHold() }
    func makeSafe(_ urgency: Urgency) async throws -> SafeState { .unconfirmed }
    func disconnect() async {}
    func measure(
        _ technique: CheckedTechnique, onPoint: @escaping @Sendable (EchemPoint) throws -> Void
    ) async throws {
        throw CannotHold()
    }
}

/// A program of one short rest.
struct Blink: ExperimentProgram {
    static let summary = "Rests"
    var steps: some Steps { Rest(.milliseconds(1)) }
}
