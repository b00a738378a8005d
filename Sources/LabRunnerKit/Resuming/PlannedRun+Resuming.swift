import LabEngine
import LabOutbox
import LabPrograms
import LabPublishing
import LabValues

extension PlannedRun {
    /// Plans to go on with an experiment that an earlier process began; its files are brought level first.
    ///
    /// - Throws: `ResumeRefused`, and what `PlannedRun` throws for a run.
    static func resuming(_ options: ResumeOptions, in lab: Lab) async throws -> PlannedRun {
        let state = try StateDirectory(option: options.state)
        let found = try FoundExperiment(options.experiment, outboxes: try OutboxDirectory(state, clock: lab.clock))
        _ = try found.check()
        let configuration = try RunnerConfiguration(
            file: options.config, publishers: lab.publishers, listeners: lab.listeners)
        let delivery = LeftoverDelivery(
            directory: found.outboxes, publishers: lab.publishers, settings: configuration.settings, clock: lab.clock)
        let notices = try await found.level(by: delivery)
        let lastSeq = try found.check()  // a mended outbox has more to say
        let (history, lastMoment) = try found.history()
        guard let recorded = RecordedRun(history.started ?? JSONObject()) else {
            throw ResumeRefused.noBeginning(found.experiment)
        }
        if history.outcome == "completed", options.from == nil {
            throw ResumeRefused.completed(found.experiment, program: recorded.program)
        }
        let instruments = RecordedInstruments(history.latest?["instruments"])
        let run = try options.run(of: found, recorded, history, instruments, in: lab)
        var plan: PlannedRun
        do { plan = try PlannedRun(run, in: lab) } catch let fault as BadParameter {
            throw ResumeRefused.differs([fault.words], program: recorded.program, version: recorded.version)
        }
        try found.compare(plan.recipe.recipe, recorded)
        let point = try ResumePoint(after: history, in: plan.recipe.items, from: options.from)
        plan.resumption = Resumption(point, history, lastSeq: lastSeq, lastMoment, instruments)
        plan.limits = plan.limits.tightened(by: history.limits)
        plan.warnings += notices + history.cautions(at: point, in: plan.recipe.items)
        return plan
    }
}

extension PlannedRun {
    /// What the operator reads when an experiment goes on.
    func resumed(_ data: JSONObject) -> String {
        let gap = data["gap_seconds"]?.double.map { " after \(Duration(secondsClamped: $0).clockText)" } ?? ""
        let place = data["first_step"]?.text.map { " with “\($0)”" } ?? ", all steps done,"
        return "experiment \(experiment)\(data["simulated"] == true ? " (simulated)" : "") goes on\(place)\(gap)"
    }
}

extension ResumeOptions {
    /// The same as options of `run`: what was recorded, and what was typed beside it.
    fileprivate func run(
        of found: FoundExperiment, _ recorded: RecordedRun, _ history: RunHistory, _ instruments: RecordedInstruments,
        in lab: Lab
    ) throws -> RunOptions {
        var run = try RunOptions.reading([recorded.program])
        let typed = try parameters.map(PlannedRun.pair)
        run.settings = recorded.settings(of: try lab.programs.program(named: recorded.program), with: typed)
            .map { "\($0.name)=\($0.value)" }
        run.instruments = try instruments.addresses(replacedBy: self.instruments, in: lab.drivers)
        run.limits = limits
        run.sinks = try sinks(beside: found.sinks, in: lab)
        let remarks = (history.latest?["metadata"]?.fields ?? recorded.metadata).fields.compactMap { field in
            field.value.text.map { (name: field.name, text: "\(field.name)=\($0)") }
        }
        let names = metadata.map { $0.prefix { $0 != "=" } }
        run.metadata = remarks.filter { !names.contains($0.name[...]) }.map(\.text) + metadata
        (run.config, run.drain, run.state, run.json) = (config, drain, state, json)
        run.listeners = listeners
        if listeners.isEmpty, history.latest?["software"]?["listen"]?.text == ListenerCatalog.none {
            run.listeners = [ListenerCatalog.none]
        }
        (run.control, run.noGuard, run.requirePublishers) = (control, noGuard, requirePublishers)
        run.experimentID = found.experiment.text
        return run
    }

    /// The sinks there are, and those typed that are none of them.
    private func sinks(beside known: [SinkAddress], in lab: Lab) throws -> [String] {
        let more = try publish.filter { text in
            let sink = try SinkAddress(text)
            return !known.contains(try lab.publishers.kind(of: sink).settled(sink))
        }
        return known.map(\.text) + more
    }
}

extension FoundExperiment {
    /// Holds the program as it is now against what events and `run.json` say it was.
    fileprivate func compare(_ recipe: Recipe, _ recorded: RecordedRun) throws(ResumeRefused) {
        var sentences = recorded.differences(from: recipe)
        if let summary = summary?["started"]?.fields.flatMap({ RecordedRun($0) }) {
            sentences += summary.differences(from: recipe).filter { !sentences.contains($0) }
        }
        guard sentences.isEmpty else {
            throw .differs(sentences, program: recorded.program, version: recorded.version)
        }
    }
}

extension Resumption {
    fileprivate init(
        _ point: ResumePoint, _ history: RunHistory, lastSeq: Int, _ lastMoment: Timestamp,
        _ instruments: RecordedInstruments
    ) {
        self.init(
            firstItem: point.item, firstStep: point.path, stepIndex: point.stepIndex,
            previousOutcome: history.outcome ?? "interrupted", lastSeq: lastSeq, lastMoment: lastMoment)
        previousReason = history.reason
        attempts = history.attempts.filter { $0.key >= point.stepIndex }
        pointsPerStep = (0..<point.stepIndex).map { history.points[$0] ?? 0 }
        identities = instruments.identities
    }
}

extension RunHistory {
    /// What the operator should mind before a step begins once more.
    fileprivate func cautions(at point: ResumePoint, in items: RecipeItems) -> [String] {
        guard let path = point.path, case .step(let step) = items[point.item], !step.isRepeatable,
            let before = executions[path]
        else { return [] }
        return [
            "“\(path)” begins for the \(before.attempt + 1). time and is not marked repeatable: a second deposition or "
                + "charge spoils a sample. --from names another step."
        ]
    }
}

extension BadParameter {
    /// The sentence without its full stop.
    fileprivate var words: String { description.hasSuffix(".") ? String(description.dropLast()) : description }
}
