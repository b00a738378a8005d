import LabControl
import LabPrograms
import LabPublishing
import LabValues

/// Commands, from the inbox to the last reply.
extension ExperimentEngine {
    static func makeInbox(
        _ configuration: RunConfiguration, _ clock: any LabClock, _ board: ProgressBoard, _ bell: CommandBell
    ) -> CommandInbox {
        let setup = configuration.commands
        let rules = InboxRules(
            experiment: configuration.experiment, programCommands: configuration.recipe.commands.map(\.name),
            policy: setup.policy, signatures: setup.signatures, replyTo: setup.replyTo)
        return CommandInbox(
            rules, clock: clock, journal: setup.seen, runState: { board.progress.state.rawValue },
            observe: { bell.hear($0) })
    }

    /// Carries out what waits in the inbox, a stop before all others.
    func attend() {
        bell.answer()
        while let received = inbox.take() { carryOut(received) }
        tellHeard()
    }

    private func carryOut(_ received: ReceivedCommand) {
        let asker = CommandDesk.Asker.inbox(received)
        let order: CommandOrder
        do { order = try CommandOrder(received.command) } catch {
            announce(asker, effect: "none", status: .refused, reason: error.code)
            return finish(asker, .refused, reason: error.code, details: error.details)
        }
        decide(order, for: asker, from: CommandSource(received))
        supervisor?.didReceive(received)
    }

    /// Decides, acts and answers.
    @discardableResult
    func decide(
        _ order: CommandOrder, for asker: CommandDesk.Asker, from source: CommandSource
    ) -> RunStateMachine.Decision {
        var decision = machine.accept(order.request)
        // Safety acts first and records second.
        if case .stop(let now) = order.request {
            act(on: decision.effect, from: source)
            if now { haste.demand() }
        }
        settle()
        var details = JSONObject()
        if let limit = order.limit, decision.status == .done { decision = tighten(limit, &details) }
        announce(
            asker, effect: order.limit != nil && decision.status == .done ? "tighten" : decision.effect.word,
            status: decision.status, reason: decision.reason)
        if decision.status == .accepted { accept(order, asker) }
        if case .stop = order.request {} else { act(on: decision.effect, from: source) }
        if let text = order.text { keep(text, from: source, &details) }
        if decision.status != .accepted { conclude(order, asker, decision, details) }
        return decision
    }

    // MARK: Answers

    private func accept(_ order: CommandOrder, _ asker: CommandDesk.Asker) {
        switch order.request {
        case .stop:
            var facts = stopFacts
            if !order.ignored.isEmpty { facts["ignored"] = .array(order.ignored.map { .string($0) }) }
            reply(asker, facts)
            desk.awaitStop(asker)
            if safe != nil { answerStops() }
        case .pause:
            reply(asker, waitFacts)
            desk.awaitPause(asker)
        case .skipStep:
            reply(asker, JSONObject())
            desk.awaitEnd(of: Set(openSteps.map { ObjectIdentifier($0) }), asker)
            settleSoon()
        case .perform(let name):
            reply(asker, waitFacts)
            guard let command = configuration.recipe.commands.first(where: { $0.name == name }) else {
                return finish(asker, .failed, reason: "unknown_command")  // the inbox knows the same names
            }
            desk.awaitTurn(command, asker)
        case .resume, .setLimit, .status, .ping, .note: break  // decided at once
        }
    }

    /// The one answer to what was decided at once.
    private func conclude(
        _ order: CommandOrder, _ asker: CommandDesk.Asker, _ decision: RunStateMachine.Decision, _ details: JSONObject
    ) {
        var details = details
        if decision.status == .done {
            switch order.request {
            case .status: details = statusFacts
            case .pause: details = cellFacts
            default: break
            }
        } else if decision.reason == "limit_not_acknowledged" {
            details["limit"] = machine.latched.map { .string($0.rawValue) }
        }
        var isStop = false
        if case .stop = order.request { isStop = true }
        finish(
            asker, decision.status, reason: decision.reason, safe: isStop ? safe ?? [:] : [:], details: details)
    }

    private func reply(_ asker: CommandDesk.Asker, _ details: JSONObject) {
        if case .inbox(let received) = asker { inbox.answer(received.ticket, .accepted, details: details) }
    }

    /// Gives the last answer, and says so in the record.
    func finish(
        _ asker: CommandDesk.Asker, _ status: CommandReply.Status, reason: String? = nil,
        safe: [InstrumentRole: SafeState] = [:], details: JSONObject = JSONObject()
    ) {
        switch asker {
        case .inbox(let received):
            inbox.answer(received.ticket, status, reason: reason, safe: safe, details: details)
            tellHeard()
        case .direct(let command): announceEnd(of: command, status, reason: reason)
        }
    }

    /// Every instrument was made safe, or given up: whoever asked for it is told now, whatever is still to be done.
    func answerStops() {
        guard let safe else { return }
        settle()
        let isUnconfirmed = safe.values.contains(.unconfirmed)
        for asker in desk.takeStops() {
            finish(asker, isUnconfirmed ? .failed : .done, reason: isUnconfirmed ? "unconfirmed" : nil, safe: safe)
        }
    }

    // MARK: What commands wait for

    func stateDidChange(from former: RunState) {
        guard machine.state != former else { return }
        board.update { $0.state = machine.state }
        guard desk.isWaiting else { return }
        desk.didMove(to: machine.state)
        settleSoon()
    }

    func openStepsDidChange() {
        guard desk.isWaiting else { return }
        desk.didChange(openSteps: Set(openSteps.map { ObjectIdentifier($0) }))
        settleSoon()
    }

    /// Not at once: what changed is still being done, and whoever does it may have more to say about it.
    private func settleSoon() { if desk.hasDue { later { $0.settle() } } }

    /// Answers whose time has come.
    func settle() {
        for due in desk.takeDue() {
            finish(due.asker, due.status, reason: due.reason, details: due.status == .done ? cellFacts : JSONObject())
        }
    }

    // MARK: The program's own commands

    /// A checkpoint between two steps of the plan; the program's own commands are carried out here.
    func betweenSteps() async throws(RunEnded) {
        try await checkpoint()
        while let (asker, command) = desk.takePerformance() {
            try await perform(command, for: asker)
            try await checkpoint()
        }
    }

    private func perform(_ command: RecipeCommand, for asker: CommandDesk.Asker) async throws(RunEnded) {
        let index = stepCount
        stepCount += 1
        if pointsPerStep.count < Self.mostPointsPerStep { pointsPerStep.append(0) }
        machine.didOpenStep()
        defer {
            machine.didCloseStep()
            answer(asker, step: index)
        }
        try await executeWithoutMeasuring(command.step, index: index)
    }

    private func answer(_ asker: CommandDesk.Asker, step index: Int) {
        let ending = lastEnding?.index == index ? lastEnding?.event : nil
        let isDone = ending == .stepCompleted
        finish(
            asker, isDone ? .done : .failed, reason: isDone ? nil : ending?.rawValue ?? machine.state.rawValue,
            details: ["step_index": .integer(index)])
    }

    // MARK: The end

    /// The run is over and delivered: what comes now finds nobody.
    func closeCommands() async {
        attend()
        settle()
        inbox.close(safe: safe ?? [:])
        tellHeard()
        await endListeners()
        await closeAudit()
    }
}
