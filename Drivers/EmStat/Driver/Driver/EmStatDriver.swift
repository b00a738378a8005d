public import LabInstruments

/// Drives PalmSens instruments that speak MethodSCRIPT: EmStat Pico and EmStat4.
///
/// One conversation is on the wire at a time and runs in a task of its own, so that a cancelled caller does not break
/// it off in the middle; `makeSafe` ends whichever it finds.
public actor EmStatDriver: Potentiostat {
    public static let driver = DriverDescription(
        name: "emstat", summary: "PalmSens EmStat Pico and EmStat4 (MethodSCRIPT)", role: .cell,
        models: EmStatModel.all.map(\.name), baud: 230_400, version: "1.0",
        safety: "Confirmed: a cell_off script of its own, then an open-circuit loop, which the device refuses while "
            + "the cell is on, and the serial number.",
        ports: [PortHint(vendor: 0x0403)]  // a Pico may show its FTDI converter only
            + ["EmStat4", "MultiEmStat4", "ESPico", "SensitBT", "SensitSmart", "Nexus"].map { PortHint(namePrefix: $0) }
    )

    let link: any ByteLink
    let clock: any LabClock
    let reader: LineReader
    let thread = ExecutorThread()

    /// Who answers; nil before `identify`.
    var connected: (model: EmStatModel, identity: InstrumentIdentity)?
    /// What is on the wire.
    private(set) var talk: Talk?
    /// The measurement that runs.
    var run: RunningMeasurement?
    /// Numbers the measurements.
    var latestRun = 0
    /// The way to safety, while it is taken.
    var safing: Task<SafeState, any Error>?
    /// What was proved since the latest measurement.
    var knownSafe: SafeState?

    /// Work of safety is not queued behind what author code does on the shared pool.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    public init(over link: any ByteLink, clock: any LabClock) {
        self.link = link
        self.clock = clock
        reader = LineReader(link, ignoring: [0x11, 0x13])  // XON and XOFF
    }

    public static func capabilities(of model: String?) throws -> PotentiostatCapabilities {
        guard let known = EmStatModel.named(model) else {
            throw UnknownModel(model: model ?? "", known: EmStatModel.all.map(\.name))
        }
        return known.capabilities
    }

    public static let scriptType = "mscr"

    public static func script(for technique: CheckedTechnique) -> String? {
        EmStatModel.named(technique.model).map {
            MethodScript(technique.asked, realised: technique.realised, on: $0).text
        }
    }

    public var capabilities: PotentiostatCapabilities {
        get throws {
            guard let connected else { throw EmStatError.notIdentified }
            return connected.model.capabilities
        }
    }

    public nonisolated func silenceLimit(for technique: CheckedTechnique) -> Duration {
        EmStatModel.longestIteration(technique.realised) * 3 + .seconds(2)
    }

    public func identify() async throws -> InstrumentIdentity {
        try await converse { driver in
            if let identity = try await driver.greet() { return identity }
            try await driver.synchronise(patience: .seconds(10))
            return try await driver.askWhoAnswers()
        }
    }

    public func disconnect() async { link.close() }

    /// Does `body` in a task that never needs the concurrency pool, which author code may keep busy: without the
    /// preference a task passes through the pool whenever it has waited, although the actor lives elsewhere.
    @discardableResult
    nonisolated func onOwnThread<Value: Sendable>(
        _ body: @escaping @Sendable (isolated EmStatDriver) async throws -> Value
    ) -> Task<Value, any Error> {
        Task(executorPreference: thread) { try await body(self) }
    }

    /// A conversation under way.
    struct Talk: Sendable {
        var cancel: @Sendable () -> Void
        var ended: @Sendable () async -> Void
    }

    /// The conversation is carried on by another task from here on.
    func replaceCancel(_ cancel: @escaping @Sendable () -> Void) { talk?.cancel = cancel }

    /// Holds the conversation `body` on the wire, in a task that the caller's cancellation does not reach.
    func converse<Value: Sendable>(
        _ body: @escaping @Sendable (isolated EmStatDriver) async throws -> Value
    ) async throws -> Value {
        guard talk == nil, safing == nil else { throw EmStatError.busy }
        let task = onOwnThread { driver in
            defer { driver.talk = nil }
            return try await body(driver)
        }
        talk = Talk(cancel: { task.cancel() }, ended: { _ = await task.result })
        return try await task.value
    }
}
