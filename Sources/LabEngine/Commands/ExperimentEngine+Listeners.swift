import LabControl
import LabValues

/// Listeners: started before the first wire is opened, ended after the last reply.
extension ExperimentEngine {
    /// How long the first step waits for listeners.
    static let listenerPatience = Duration.seconds(5)
    /// How long the last replies have to leave, and how long a listener has to end.
    private static let farewell = Duration.milliseconds(100)
    private static let listenerEnd = Duration.seconds(2)

    func startListeners() {
        let setup = configuration.commands
        listenerGate.expect(setup.listeners.count)
        guard !setup.listeners.isEmpty || setup.pingIssuer != nil else { return }
        let vigil = ListenerVigil(
            setup.onListenerLost, after: setup.listenerDeadline, pingFrom: setup.pingIssuer, at: clock.now)
        let supervisor = ListenerSupervisor(inbox: inbox, clock: clock, vigil: vigil) { [weak self] report in
            self?.later { $0.follow(report) }
        }
        self.supervisor = supervisor
        for (place, listener) in setup.listeners.enumerated() {
            supervisor.start(GatedListener(listener: listener, place: place, gate: listenerGate, inbox: inbox))
        }
    }

    /// Waits until every listener hears commands or has said that it cannot, and not for ever.
    func awaitListeners() async throws(RunRefused) {
        let gate = listenerGate
        let alarm = clock.setAlarm(at: clock.now + Self.listenerPatience) { gate.open() }
        await gate.wait()
        clock.cancelAlarm(alarm)
        guard ending == nil else { throw RunRefused(reason: "stopped", fault: RunFault(HandleRevoked())) }
    }

    private func follow(_ report: ListenerReport) {
        switch report {
        case .lost(let name, let reason):
            emit(.listenerLost, ["listener": .string(name), "reason": .string(reason)])
        case .restored(let name, let span):
            emit(.listenerRestored, ["listener": .string(name), "after_s": .seconds(span)])
        case .ended: break  // in good order
        case .demand(let demand): follow(demand)
        }
    }

    /// Nobody can reach the run: what was asked for in that case is done.
    private func follow(_ demand: ListenerVigil.Demand) {
        var source = CommandSource(name: "vigil", issuer: demand.cause.name, reason: "listener_lost")
        source.isAuthenticated = false  // nobody asked for a cell that stays on
        source.remark = demand.cause.sentence
        switch demand.action {
        case .continue: break
        case .pause: submit(.pause(now: false), from: source)
        case .stop: submit(.stop(now: false), from: source)
        }
        emit(
            .listenerLost,
            [
                "listener": .string(demand.cause.name), "reason": .string(demand.cause.sentence),
                "action": .string(demand.action.rawValue),
            ])
    }

    /// Ends the listeners after the last replies had a moment to leave; one that does not end is left behind.
    func endListeners() async {
        guard let supervisor else { return }
        if inbox.counts.admitted > 0 { try? await clock.sleep(for: Self.farewell) }  // only cut short
        let isOver = OneShot<Void>()
        let alarm = clock.setAlarm(at: clock.now + Self.listenerEnd) { isOver.finish(()) }
        Task(executorPreference: cellGuard.executor) {
            await supervisor.stop()
            isOver.finish(())
        }
        await withCheckedContinuation { isOver.wait($0) }
        clock.cancelAlarm(alarm)
    }
}

extension ListenerVigil.Cause {
    /// Who is missed.
    fileprivate var name: String {
        switch self {
        case .listenerLost(let name, _): name
        case .silent(let issuer, _): issuer
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .listenerLost(let name, let span): "The listener “\(name)” heard nothing for \(span.roundedText)."
        case .silent(let issuer, let span): "“\(issuer)” sent no ping for \(span.roundedText)."
        }
    }
}
