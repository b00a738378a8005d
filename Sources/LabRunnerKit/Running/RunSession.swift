import LabEngine
import LabOutbox
import LabPrograms
import LabPublishing
import LabValues
import Synchronization

/// One run from the command line: opens the sinks, runs the engine under the eyes of the operator, and reports.
struct RunSession: Sendable {
    /// What a run came to.
    struct Result: Sendable {
        var report: RunReport
        var sinks: [(sink: SinkAddress, counts: DeliveryCounts)] = []
        /// Where files were written.
        var locations: [String] = []
    }

    let plan: PlannedRun
    let lab: Lab
    let console: RunConsole
    /// Where the wires are written down; nil for nowhere.
    var record: String?
    /// Sees every message, beside the console.
    var observe: @Sendable (LabMessage) -> Void = { _ in }

    /// Runs it.
    func run() async -> Result {
        let engineBox = Mutex<ExperimentEngine?>(nil)
        let equipment: Equipment
        do { equipment = try await equip { engineBox.withLock { $0 } } } catch {
            return Result(report: Self.refusal(error))
        }
        defer { equipment.instruments.leave() }
        let notifier = plan.notify.map { Notifier($0, for: plan.experiment) { [console] in console.say($0) } }
        let inhibitor = SleepInhibitor(because: "experiment \(plan.experiment) is running")
        defer { inhibitor.end() }
        let engine = makeEngine(equipment, notifier)
        engineBox.withLock { $0 = engine }
        let elsewhere = leftovers?.deliverMeanwhile()
        watchSignals(engine)
        let (journal, recordings) = (equipment.storage.journal, equipment.recordings)
        console.follow(engine.board) { journal.counts.map(\.1.pending).max() ?? 0 }
        let report = await engine.run()
        // The engine's pulse has ended: to a guard that still watched, what follows would be a silence.
        equipment.instruments.leave()
        if let elsewhere { await leftovers?.end(elsewhere) }
        console.finish()
        await notifier?.finish()
        for path in recordings.finish() { console.say("The transcript \(path) is incomplete: the disk took no more.") }
        return Result(report: report, sinks: journal.counts, locations: equipment.storage.locations)
    }

    /// What a run works with.
    private struct Equipment {
        var recordings: Recordings
        var instruments: RunGuard
        var storage: RunStorage
        var commands: CommandSetup
    }

    /// Opens everything in the order of what it may spoil; what was opened goes again when the next cannot be had.
    private func equip(_ engine: @escaping @Sendable () -> ExperimentEngine?) async throws -> Equipment {
        let recordings = try Recordings(record, of: plan.instruments.map(\.role), clock: lab.clock)
        do {
            let control = try RunControl(plan, in: lab)
            let instruments = try RunGuard(of: plan, program: lab.program) { [console] trouble in
                Self.follow(trouble, console, engine())
            }
            do {
                let storage = try await openStorage(engine)
                do {
                    return Equipment(
                        recordings: recordings, instruments: instruments, storage: storage,
                        commands: try control.setup(console))
                } catch {
                    await storage.journal.close()
                    throw error
                }
            } catch {
                instruments.leave()
                throw error
            }
        } catch {
            recordings.discard()
            throw error
        }
    }

    private func openStorage(_ engine: @escaping @Sendable () -> ExperimentEngine?) async throws -> RunStorage {
        await leftovers?.bringFilesLevel()
        return try await RunStorage.open(plan, in: lab) { [console] report in Self.follow(report, console, engine()) }
    }

    /// What earlier runs left; nil without a place for state.
    private var leftovers: Leftovers? {
        // A directory that cannot be had refuses the run itself, with its reason, a moment later.
        guard let state = plan.state, let directory = try? OutboxDirectory(state, clock: lab.clock) else { return nil }
        let delivery = LeftoverDelivery(
            directory: directory, publishers: lab.publishers, settings: plan.settings, clock: lab.clock)
        return Leftovers(delivery: delivery) { [console] in console.say($0) }
    }

    /// A run that did not begin; a disk that takes nothing stops a run, however early.
    private static func refusal(_ error: any Error) -> RunReport {
        let code = (error as? any LabFault)?.code ?? "invalid_input"
        return RunReport(
            outcome: code == "outbox_full" ? .stopped : .refused,
            reason: ["outbox_full", "not_reachable"].contains(code) ? code : "invalid_input",
            fault: RunFault(error, code: code))
    }

    private func makeEngine(_ equipment: Equipment, _ notifier: Notifier?) -> ExperimentEngine {
        let instruments = equipment.instruments
        var configuration = RunConfiguration(
            experiment: plan.experiment, recipe: plan.recipe.recipe,
            instruments: plan.instruments.map { equipment.recordings.recorded($0.source) })
        configuration.metadata = plan.metadata.facts
        configuration.limits = plan.limits
        configuration.station = plan.station
        configuration.drain = plan.drain
        configuration.maxMessageBytes = plan.maxMessageBytes
        configuration.commands = equipment.commands
        configuration.pause = plan.commands.pause
        configuration.resumption = plan.resumption
        configuration.register = instruments
        configuration.unguarded = instruments.unguarded ?? instruments.loss
        configuration.pulse = { instruments.beat() }
        configuration.software = ["lab-runner": .string(LabRunner.version)]
        // For one who goes on with it: it shall not listen then either.
        if plan.isListeningRefused { configuration.software["listen"] = .string(ListenerCatalog.none) }
        let journal = equipment.storage.journal
        return ExperimentEngine(configuration, journal: journal, clock: lab.clock) { [console, observe, plan] message in
            if case .event(.experimentStarted, let data) = message.content {
                console.say("experiment \(plan.experiment)\(data["simulated"] == true ? " (simulated)" : "")")
            }
            if case .event(.experimentResumed, let data) = message.content { console.say(plan.resumed(data)) }
            console.observe(message)
            notifier?.observe(message)
            observe(message)
        }
    }

    /// A first signal stops the run; a second one stops it now.
    private func watchSignals(_ engine: ExperimentEngine) {
        let count = Mutex(0)
        SignalWatch.start { [console] event in
            switch event {
            case .suspend:
                console.say(
                    "Ctrl-Z does not stop a run: the cell may be on. p and Enter pause it, Ctrl-C stops it, cell off; "
                        + "lab-runner control does both from another terminal.")
            case .stop(let name):
                let isSecond = count.withLock { count in
                    count += 1
                    return count > 1
                }
                console.say(
                    isSecond
                        ? "\(name): stopping now" : "\(name): stopping; the cell is still ON until “off” is confirmed")
                engine.stopFromSignal(name, now: isSecond)
            }
        }
    }

    private static func follow(
        _ trouble: GuardCompanion.Trouble, _ console: RunConsole, _ engine: ExperimentEngine?
    ) {
        let sentence: String
        switch trouble {
        case .replaced:
            sentence = "The guard of this run has ended; another one watches now."
            engine?.announceWarning(sentence, code: "guard_replaced")
        case .unguarded(let why):
            sentence = RunGuard.absence(why)
            engine?.announceUnguarded(sentence)
        }
        // What the engine says is shown as well.
        if engine == nil { console.say(sentence) }
    }

    private static func follow(_ report: JournalReport, _ console: RunConsole, _ engine: ExperimentEngine?) {
        if let sentence = report.sentence { console.say(sentence) }
        engine?.follow(report)
    }
}
