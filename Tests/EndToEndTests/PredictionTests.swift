import BuiltInDrivers
import BuiltInEmulators
import BuiltInPrograms
import Glibc
import LabEngine
import LabEmulation
import LabInstruments
import LabPrograms
import LabPublishing
import LabValues
import Testing

@testable import LabRunnerKit

/// What was predicted is what comes, for any scan that is not refused.
struct PredictionTests {
    private let lab = Lab(
        drivers: DriverCatalog(.builtIn), programs: ProgramCatalog(.builtIn), emulators: .builtIn,
        publishers: PublisherCatalog(.builtIn), clock: SystemClock(), output: TerminalWriter(descriptor: -1),
        console: TerminalWriter(descriptor: -1))

    @Test(arguments: ["pico", "emstat4", "emstat4-hr"])
    func `as many points come as were predicted, whatever the scan`(model: String) async throws {
        var dice = Dice(seed: 7)
        var measured = 0
        for _ in 0..<15 {
            let settings = [
                "begin=\(dice.volts(from: -0.8, to: 0.9))V", "vertex1=\(dice.volts(from: -0.8, to: 0.9))V",
                "vertex2=\(dice.volts(from: -0.8, to: 0.9))V", "step=\(dice.pick([0.6, 1, 2, 5, 7.3, 10, 25]))mV",
                "rate=\(dice.pick([3, 20, 50, 100, 200, 500, 1000]))mV/s", "cycles=\(dice.pick([1, 1, 2, 3]))",
                "equilibration=\(dice.pick([0, 0, 0.3]))s",
            ]
            let arguments =
                [
                    "cyclic-voltammetry", "--publish", "null", "--instrument",
                    "emstat@sim:resistor:100k?speed=max&model=\(model)",
                ]
                + settings.flatMap { ["--set", $0] }
            guard let plan = try? PlannedRun(RunOptions.reading(arguments), in: lab) else { continue }  // refused
            let console = RunConsole(lab.console, clock: lab.clock)
            let counts = CountingWitness()
            var session = RunSession(plan: plan, lab: lab, console: console)
            session.observe = { counts.note($0) }
            let result = await session.run()
            measured += 1
            #expect(result.report.outcome == .completed, "\(settings): \(String(describing: result.report.fault))")
            #expect(counts.points == plan.recipe.estimate.points, "\(settings)")
        }
        #expect(measured >= 5)
    }
}

/// Counts the points of the measurement itself.
private final class CountingWitness: Sendable {
    private let count = Monitor(0)
    var points: Int { count.read { $0 } }
    func note(_ message: LabMessage) {
        guard case .points(let batch) = message.content, batch.phase == nil else { return }
        count.update { $0 += batch.points.count }
    }
}

/// A die that falls the same way every time.
private struct Dice {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(next() % UInt64(values.count))] }

    /// To the millivolt.
    mutating func volts(from low: Double, to high: Double) -> Double {
        let steps = UInt64((high - low) * 1000)
        return ((low * 1000).rounded() + Double(next() % steps)) / 1000
    }
}
