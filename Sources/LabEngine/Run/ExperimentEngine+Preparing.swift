import LabInstruments
import LabPrograms
import LabValues

/// Why a run did not begin.
struct RunRefused: Error {
    var reason: String
    var fault: RunFault
    /// A disk that takes nothing stops a run, however early.
    var report: RunReport {
        RunReport(outcome: reason == "outbox_full" ? .stopped : .refused, reason: reason, fault: fault)
    }
}

extension ExperimentEngine {
    /// Opens every instrument, asks who answers, and checks the program against what did.
    func prepare() async throws(RunRefused) {
        try refuseSharedRoles()
        for source in configuration.instruments {
            guard ending == nil else { throw RunRefused(reason: "stopped", fault: RunFault(HandleRevoked())) }
            let task = Task(executorPreference: cellGuard.executor) { [clock] in
                try await OpenInstrument.open(source, clock: clock)
            }
            preparation = task
            defer { preparation = nil }
            do {
                let instrument = try await task.value
                try await expectTheSame(instrument)
                instruments[source.role] = instrument
                try configuration.register?.arm(source, instrument.identity, in: configuration.experiment)
            } catch {
                throw refusal(error, at: source)
            }
        }
        do {
            let checked = try configuration.recipe.check(against: capabilities)
            self.checked = checked
            planned = checked.estimate.duration
            leaveOutWhatIsDone(of: checked)
        } catch {
            throw RunRefused(reason: "invalid_input", fault: RunFault(error, code: "invalid_input"))
        }
        guard ending == nil else { throw RunRefused(reason: "stopped", fault: RunFault(HandleRevoked())) }
    }

    /// What the instruments that answered can do.
    var capabilities: [InstrumentRole: PotentiostatCapabilities] { instruments.compactMapValues(\.capabilities) }

    /// Of two instruments under one name the first would be forgotten, its cell with it.
    private func refuseSharedRoles() throws(RunRefused) {
        var seen: Set<InstrumentRole> = []
        guard let twice = configuration.instruments.first(where: { !seen.insert($0.role).inserted }) else { return }
        let message = "Two instruments are called “\(twice.role)”."
        throw RunRefused(
            reason: "invalid_input",
            fault: RunFault(code: "invalid_input", message: message, hint: "Give each a role of its own."))
    }

    private func refusal(_ error: any Error, at source: InstrumentSource) -> RunRefused {
        let fault = error as? any LabFault
        let reason =
            switch fault?.code {
            case "wrong_instrument": "wrong_instrument"
            case "invalid_input": "invalid_input"
            case "outbox_full": "outbox_full"
            default: "not_reachable"
            }
        let message = "\(source.role) at \(source.address): \(error)"
        return RunRefused(reason: reason, fault: RunFault(code: reason, message: message, hint: fault?.hint))
    }
}
