import LabControl
import LabEngine
import LabInstruments
import LabPrograms
import LabPublishing

/// A bench in memory: toys, a journal, a clock in a hurry, and one diary of everything.
struct Rig {
    let diary: Diary
    let journal: RecordingJournal
    let devices: [ToyDevice]
    let clock: any LabClock
    var limits = SafetyLimits()
    var pause = PauseRules()
    var pauseState = PauseState.cellOff
    var drain = Duration.seconds(10)
    var commands = CommandSetup()
    var pulse: (@Sendable () -> Void)?

    /// A bench with one device, called `cell`.
    ///
    /// - Parameters:
    ///   - hurry: how many times as fast its clock runs; for tests in which a deadline passes.
    ///   - clock: a clock of the test's own instead.
    init(
        _ behaviour: ToyDevice.Behaviour = .init(), second: ToyDevice.Behaviour? = nil, capacity: Int = .max,
        drainsForEver: Bool = false, hurry: Int = 1, clock: (any LabClock)? = nil
    ) {
        self.clock = clock ?? HurriedClock(factor: hurry)
        let diary = Diary()
        self.diary = diary
        journal = RecordingJournal(diary, capacity: capacity, drainsForEver: drainsForEver)
        let other = second.map { ToyDevice("other", $0, diary: diary) }
        devices = [ToyDevice("cell", behaviour, diary: diary)] + [other].compactMap(\.self)
    }

    var cell: ToyDevice { devices[0] }
    let experiment = ExperimentID(program: "toy", at: Timestamp(millisecondsSinceEpoch: 0), random: 1)

    /// An engine for these steps; every device under its name, unless `roles` say otherwise.
    func engine(
        roles: [String]? = nil, resumption: Resumption? = nil, @StepBuilder _ steps: () -> StepList
    ) -> ExperimentEngine {
        let names = roles ?? devices.map(\.name)
        let sources = zip(devices, names).map { device, name in
            InstrumentSource(
                role: InstrumentRole(rawValue: name), driver: ToyPotentiostat.self, address: "toy@\(device.name)",
                open: { try device.open() })
        }
        var configuration = RunConfiguration(
            experiment: experiment,
            recipe: Recipe(ToyProgram(list: steps(), pauseState: pauseState)), instruments: sources)
        configuration.limits = limits
        configuration.drain = drain
        configuration.commands = commands
        configuration.pulse = pulse
        configuration.pause = pause
        configuration.resumption = resumption
        return ExperimentEngine(configuration, journal: journal, clock: clock)
    }

    /// Runs these steps to their end.
    func run(@StepBuilder _ steps: () -> StepList) async -> RunReport { await engine(steps).run() }
}

extension ExperimentEngine {
    /// Waits until `line` stands in the diary, does `action`, and waits for the end.
    func run(_ rig: Rig, at line: String, _ action: (ExperimentEngine) async -> Void) async -> RunReport {
        async let report = run()
        await rig.diary.wait(for: line)
        await action(self)
        return await report
    }
}

extension CommandSource {
    /// A command from afar that nobody signed.
    static let stranger: CommandSource = {
        var source = CommandSource(name: "kafka", reason: "command")
        source.isAuthenticated = false
        return source
    }()
    static let test = CommandSource(name: "socket", issuer: "ada", reason: "command")
}

/// Ten points in one second.
let tenPoints = Chronoamperometry(at: .volts(0.1), for: .seconds(1), every: .milliseconds(100))

private struct ToyProgram: ExperimentProgram {
    static let summary = "Steps of a test"
    var list = StepList {}
    var pauseState = PauseState.cellOff
    var steps: some Steps { list }
}
