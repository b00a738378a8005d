import LabEngine
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
        let register: ArmedFiles?
        let publishers: [PublisherCatalog.Opened]
        let recordings: Recordings
        do {
            recordings = try Recordings(record, of: plan.instruments.map(\.role), clock: lab.clock)
        } catch {
            return Result(report: RunReport(outcome: .refused, reason: "invalid_input", fault: RunFault(error)))
        }
        do {
            register = try plan.state.map { state throws(CommandFault) in try ArmedFiles(in: state) }
            if plan.requiresPublishers { try await reachPublishers() }
            publishers = try await lab.publishers.open(openings(of: plan.sinks))
        } catch {
            recordings.discard()
            return Result(report: Self.refusal(error))
        }
        let engineBox = Mutex<ExperimentEngine?>(nil)
        let journal = LiveJournal(
            experiment: plan.experiment, writer: WriterID(random: .random(in: 0 ... .max)),
            publishers: publishers, clock: lab.clock,
            executor: ExecutorThread()
        ) { [console] report in
            Self.follow(report, console, engineBox.withLock { $0 })
        }
        let engine = makeEngine(journal, register, recordings)
        engineBox.withLock { $0 = engine }
        watchSignals(engine)
        console.follow(engine.board) { journal.counts.map(\.1.pending).max() ?? 0 }
        let report = await engine.run()
        console.finish()
        for path in recordings.finish() { console.say("The transcript \(path) is incomplete: the disk took no more.") }
        return Result(report: report, sinks: journal.counts, locations: publishers.compactMap(\.publisher.location))
    }

    private func openings(of sinks: [SinkAddress]) -> [PublisherOpening] {
        sinks.map { PublisherOpening($0, for: plan.experiment, settings: plan.settings) }
    }

    /// Makes sure that every sink beyond this host answers; before the real opening, so that a refusal leaves no files.
    ///
    /// - Throws: `CommandFault` with code `not_reachable`, or why a sink cannot be opened.
    private func reachPublishers() async throws {
        let distant = try plan.sinks.filter { sink in try !lab.publishers.kind(of: sink).isLocal }
        let opened = try await lab.publishers.open(openings(of: distant))
        var away: CommandFault?
        for one in opened where away == nil {
            do { try await one.publisher.check(within: .seconds(10)) } catch {
                away = CommandFault("\(error)", hint: (error as? any LabFault)?.hint, code: "not_reachable")
            }
        }
        for one in opened { await one.publisher.close() }
        if let away { throw away }
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
        _ journal: any Journal, _ register: ArmedFiles?, _ recordings: Recordings
    ) -> ExperimentEngine {
        var configuration = RunConfiguration(
            experiment: plan.experiment, recipe: plan.recipe.recipe,
            instruments: plan.instruments.map { recordings.recorded($0.source) })
        configuration.metadata = plan.metadata.facts
        configuration.limits = plan.limits
        configuration.station = plan.station
        configuration.drain = plan.drain
        configuration.register = register
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

    private static func follow(_ report: JournalReport, _ console: RunConsole, _ engine: ExperimentEngine?) {
        if let sentence = report.sentence { console.say(sentence) }
        engine?.follow(report)
    }
}
