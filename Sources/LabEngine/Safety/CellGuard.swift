import LabInstruments
import LabValues

/// Makes every instrument safe, on a thread of its own: nothing that hangs elsewhere delays it, nothing cancels it.
///
/// Escalation: the driver's own `makeSafe` within a deadline; then a fresh wire and a fresh driver to the same serial
/// number, twice; else `unconfirmed`, which the operator is told in words. Haste that comes meanwhile ends the first,
/// orderly attempt, and the same driver is told to hurry.
struct CellGuard: Sendable {
    let clock: any LabClock
    let executor: ExecutorThread

    /// What is known about one instrument in the end.
    struct Finding: Sendable {
        var state: SafeState
        /// Why it is not confirmed; sentences.
        var troubles: [String] = []
    }

    /// Time for the conversation that switches the cell off and checks it, beside the device's own abort time.
    private static let conversation = Duration.seconds(8)

    /// Makes all instruments safe at the same time.
    func makeSafe(
        _ instruments: [OpenInstrument], haste: Haste, abortTime: Duration
    ) async -> [InstrumentRole: Finding] {
        let tasks = instruments.map { instrument in
            (instrument.role, Task(executorPreference: executor) { await makeSafe(instrument, haste, abortTime) })
        }
        var findings: [InstrumentRole: Finding] = [:]
        for (role, task) in tasks { findings[role] = await task.value }
        return findings
    }

    private func makeSafe(_ instrument: OpenInstrument, _ haste: Haste, _ abortTime: Duration) async -> Finding {
        var troubles: [String] = []
        if !haste.isDemanded {
            let limit = Self.conversation + abortTime + .seconds(2)
            let attempt = Task(executorPreference: executor) { try await ask(instrument, .orderly, within: limit) }
            haste.whenDemanded { attempt.cancel() }
            let state = await settle(attempt, within: limit, &troubles)
            if let state { return Finding(state: state, troubles: troubles) }
        }
        let isOnTheSameWire = troubles.isEmpty || haste.isDemanded
        for attempt in (isOnTheSameWire ? 0 : 1)..<3 {
            let task = Task(executorPreference: executor) {
                if attempt > 0 { try await instrument.reconnect() }
                return try await ask(instrument, .now, within: Self.conversation)
            }
            let state = await settle(task, within: Self.conversation, &troubles)
            if let state { return Finding(state: state, troubles: troubles) }
        }
        return Finding(
            state: .unconfirmed, troubles: troubles.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
    }

    private func ask(
        _ instrument: OpenInstrument, _ urgency: Urgency, within limit: Duration
    ) async throws -> SafeState? {
        let connection = instrument.connection
        return try await clock.within(limit, on: connection.executor) {
            try await connection.instrument.makeSafe(urgency)
        }
    }

    /// The state an attempt proved; nil, and a sentence more, when it proved none.
    private func settle(
        _ attempt: Task<SafeState?, any Error>, within limit: Duration, _ troubles: inout [String]
    ) async -> SafeState? {
        do {
            switch try await attempt.value {
            case .confirmed: return .confirmed
            case .acknowledged: return .acknowledged
            case .unconfirmed: troubles.append("The check does not show that the cell is off.")
            case nil: troubles.append("No answer within \(limit.userText).")
            }
        } catch is CancellationError {
            troubles.append("Told to hurry before it had answered.")
        } catch {
            troubles.append("\(error)")
        }
        return nil
    }
}
