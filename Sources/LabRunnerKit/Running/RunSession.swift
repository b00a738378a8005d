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
        let recordings: Recordings
        do {
            recordings = try Recordings(record, of: plan.instruments.map(\.role), clock: lab.clock)
        } catch {
            return Result(report: RunReport(outcome: .refused, reason: "invalid_input", fault: RunFault(error)))
        }
        let engineBox = Mutex<ExperimentEngine?>(nil)
        let instruments: RunGuard
        let storage: RunStorage
        do {
            instruments = try RunGuard(of: plan, program: lab.program) { [console] trouble in
                Self.follow(trouble, console, engineBox.withLock { $0 })
            }
        } catch {
            recordings.discard()
            return Result(report: Self.refusal(error))
        }
        defer { instruments.leave() }
        do {
            await leftovers?.bringFilesLevel()
            storage = try await RunStorage.open(plan, in: lab) { [console] report in
                Self.follow(report, console, engineBox.withLock { $0 })
            }
        } catch {
            recordings.discard()
            return Result(report: Self.refusal(error))
        }
        let engine = makeEngine(storage.journal, instruments, recordings)
        engineBox.withLock { $0 = engine }
        let elsewhere = leftovers?.deliverMeanwhile()
        watchSignals(engine)
        let journal = storage.journal
        console.follow(engine.board) { journal.counts.map(\.1.pending).max() ?? 0 }
        let report = await engine.run()
        if let elsewhere { await leftovers?.end(elsewhere) }
        console.finish()
        for path in recordings.finish() { console.say("The transcript \(path) is incomplete: the disk took no more.") }
        return Result(report: report, sinks: journal.counts, locations: storage.locations)
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

    private func makeEngine(
        _ journal: any Journal, _ instruments: RunGuard, _ recordings: Recordings
    ) -> ExperimentEngine {
        var configuration = RunConfiguration(
            experiment: plan.experiment, recipe: plan.recipe.recipe,
            instruments: plan.instruments.map { recordings.recorded($0.source) })
        configuration.metadata = plan.metadata.facts
        configuration.limits = plan.limits
        configuration.station = plan.station
        configuration.drain = plan.drain
        configuration.maxMessageBytes = plan.maxMessageBytes
        configuration.register = instruments
        configuration.unguarded = instruments.unguarded ?? instruments.loss
        configuration.pulse = { instruments.beat() }
        configuration.software = ["lab-runner": .string(LabRunner.version)]
        return ExperimentEngine(configuration, journal: journal, clock: lab.clock) { [console, observe, plan] message in
            if case .event(.experimentStarted, let data) = message.content {
                console.say("experiment \(plan.experiment)\(data["simulated"] == true ? " (simulated)" : "")")
            }
            console.observe(message)
            observe(message)
        }
    }

    /// A first signal stops the run; a second one stops it now.
    private func watchSignals(_ engine: ExperimentEngine) {
        let count = Mutex(0)
        SignalWatch.start { [console] event in
            switch event {
            case .suspend:
                console.say("Ctrl-Z does not stop a run: the cell may be on. Press Ctrl-C to stop it, cell off.")
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
