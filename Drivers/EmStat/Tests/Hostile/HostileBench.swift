import EmStatDriver
import EmStatEmulator
import LabEmulation
import LabEngine
import LabInstruments
import LabPrograms
import LabPublishing
import LabTesting
import Synchronization
import Testing

/// One clock for all hostile runs: each would start a thread of its own.
private let clock = SystemClock()

/// A run of the real engine and the real driver on an emulator in this process, with something wrong on the wire.
struct HostileRun: Sendable {
    var program: any ExperimentProgram = ShortScan()
    var cell = "resistor:10k"
    var speed = EmulatorSpeed.max
    /// What is wrong with the device.
    var deviceFaults: [Fault] = []
    /// What is wrong with the wires, in the order they are opened; later ones are sound.
    var wireFaults: [[FaultInjectingLink.Fault]] = []
    /// How often the wire is not there when it is to be opened again.
    var timesMissing = 0
    /// After how many points somebody stops the run, and whether at once; never when nil.
    var stop: (points: Int, now: Bool)?
    var limits = SafetyLimits()
    var pause = PauseRules()
    /// Done while the run goes on.
    var meanwhile: (@Sendable (ExperimentEngine, EmulatorState) async -> Void)?
    /// Longer than any run may take, its way to safety included.
    var patience = Duration.seconds(60)

    /// What came of it.
    struct Ending: Sendable {
        var report: RunReport
        var points: [EchemPoint]
        var eventNames: [String]
        /// What the emulator says of itself when all is over.
        var device: EmulatorSnapshot
        /// Bytes that came over the first wire.
        var byteCount: Int
        var safe: SafeState? { report.safe[.cell] }
    }

    /// Runs to the end.
    ///
    /// - Throws: `Hanging` when there is none in time.
    func callAsFunction() async throws -> Ending {
        let device = try Device(self)
        let source = InstrumentSource(role: .cell, driver: EmStatDriver.self, address: "emstat@sim") {
            try device.open()
        }
        var configuration = RunConfiguration(
            experiment: try ExperimentID("hostile"), recipe: Recipe(program), instruments: [source])
        configuration.limits = limits
        configuration.pause = pause
        let recorder = Recorder()
        let journal = LiveJournal(
            experiment: configuration.experiment, writer: WriterID(text: "test"),
            publishers: [(try SinkAddress("null"), recorder, true)], clock: clock, executor: nil
        ) { _ in }
        let engine = ExperimentEngine(configuration, journal: journal, clock: clock)
        if let stop {
            _ = EmulatorThread { [state = device.state] in
                if state.wait(upTo: .seconds(5), until: { $0.pointsSent >= stop.points }) {
                    engine.stopFromSignal("test", now: stop.now)
                }
            }
        }
        let other = Task { [meanwhile, state = device.state] in await meanwhile?(engine, state) }
        let report = try await clock.within(patience) { await engine.run() }
        await other.value
        guard let report else { throw Hanging(run: self) }
        return Ending(
            report: report, points: recorder.points, eventNames: recorder.eventNames, device: device.state.snapshot,
            byteCount: device.byteCount)
    }

    struct Hanging: Error { var run: HostileRun }

    /// Five stairs up, five down, the potential changing by about 20 mV with each.
    struct ShortScan: ExperimentProgram {
        static let summary = "A CV of a few points"
        var steps: some Steps {
            CyclicVoltammetry(
                begin: .volts(0.1), vertex1: .volts(0.2), vertex2: .volts(0.1), at: .voltsPerSecond(1),
                step: .millivolts(20))
        }
    }

    /// Fifteen stairs up and fifteen down.
    struct LongerScan: ExperimentProgram {
        static let summary = "A CV of thirty points"
        var steps: some Steps {
            CyclicVoltammetry(
                begin: .volts(0.1), vertex1: .volts(0.4), vertex2: .volts(0.1), at: .voltsPerSecond(1),
                step: .millivolts(20))
        }
    }
}

/// The emulator and the wires to it.
private final class Device: Sendable {
    let state = EmulatorState()
    private let channel = InProcessChannel()
    private let thread: EmulatorThread
    private struct Wires {
        var faults: [[FaultInjectingLink.Fault]]
        var opened: [FaultInjectingLink] = []
        var timesMissing: Int
    }
    private let wires: Mutex<Wires>

    init(_ run: HostileRun) throws {
        wires = Mutex(Wires(faults: run.wireFaults, timesMissing: run.timesMissing))
        let emulator = try EmStatEmulator(
            model: "pico", cell: CellDescription(run.cell), speed: run.speed, state: state,
            faults: FaultPlan(run.deviceFaults))
        thread = emulator.start(on: channel)
    }

    deinit { channel.close() }

    func open() throws(LinkError) -> any ByteLink {
        let address = LinkAddress(scheme: "sim", place: "test")
        return try wires.withLock { wires throws(LinkError) in
            if !wires.opened.isEmpty, wires.timesMissing > 0 {
                wires.timesMissing -= 1
                throw .notFound(address: "\(address)")
            }
            let link = InProcessLink(address, to: channel, clock: clock)
            let faults = wires.faults.isEmpty ? [] : wires.faults.removeFirst()
            let wire = FaultInjectingLink(around: link, faults, clock: clock)
            wires.opened.append(wire)
            return wire
        }
    }

    var byteCount: Int { wires.withLock { $0.opened.first?.byteCount ?? 0 } }
}

/// Keeps what it is given.
private final class Recorder: Publisher {
    private let records = Mutex([NumberedMessage]())

    func publish(_ new: [Record]) async throws { records.withLock { $0 += new.map(\.message) } }

    var points: [EchemPoint] {
        records.withLock { $0 }.flatMap { record -> [EchemPoint] in
            if case .points(let batch) = record.message.content { batch.points } else { [] }
        }
    }

    var eventNames: [String] {
        records.withLock { $0 }.compactMap { record in
            if case .event(let name, _) = record.message.content { name.rawValue } else { nil }
        }
    }
}
