import BuiltInEmulators
import EmStatDriver
import LabControl
import LabEmulation
import LabEngine
import LabInstruments
import LabPrograms
import LabPublishing
import LabTransport
import LabValues

/// One run in the middle of a CV on the emulated EmStat, listening for a `stop`.
struct StoppedRun: Sendable {
    /// The wire to the emulator.
    let link: TappedLink
    private let run: Task<RunReport, Never>

    /// Starts it and waits until points come.
    init(_ experiment: ExperimentID, listeners: [any CommandListener]) async throws {
        let clock = SystemClock()
        let address = LinkAddress(scheme: "sim", place: "redox")
        let channel = InProcessChannel()
        guard let type = [any InstrumentEmulator.Type].builtIn.first(where: { $0.name == "emstat" }),
            let model = type.models.first, let speed = EmulatorSpeed("10")
        else { throw BenchmarkFault("there is no emulator of the EmStat") }
        let emulator = try type.init(
            model: model, cell: try CellDescription("redox"), speed: speed, state: EmulatorState())
        let thread = emulator.start(on: channel)
        let link = TappedLink(InProcessLink(address, to: channel, owner: thread, clock: clock))
        self.link = link
        let source = InstrumentSource(
            role: .cell, driver: EmStatDriver.self, address: "emstat@sim:redox", isSimulated: true
        ) { link }
        var configuration = RunConfiguration(
            experiment: experiment, recipe: Recipe(CannedScan()), instruments: [source])
        configuration.commands.listeners = listeners
        let journal = LiveJournal(
            experiment: experiment, writer: WriterID(random: 0),
            publishers: [(sink: try SinkAddress("null"), publisher: NullPublisher(), isLocal: true)], clock: clock,
            executor: ExecutorThread(), report: { _ in })
        let engine = ExperimentEngine(configuration, journal: journal, clock: clock)
        run = Task {
            let report = await engine.run()
            channel.close()
            return report
        }
        await withCheckedContinuation { link.measuring.wait($0) }
    }

    /// When the abort byte went out.
    var aborted: Double { get async { await withCheckedContinuation { link.aborted.wait($0) } } }

    /// Waits for the end, which must be a stop with the cell off.
    func end() async throws {
        let report = await run.value
        guard report.outcome == .stopped, report.safe[.cell] == .confirmed else {
            throw BenchmarkFault("the run \(report.outcome), the cell \(report.safe): \(report.fault?.message ?? "")")
        }
    }
}
