import LabInstruments
import LabValues

/// Makes every instrument safe, on a thread of its own: nothing that hangs elsewhere delays it, nothing cancels it.
///
/// Escalation: the driver's own `makeSafe` within a deadline; then a fresh wire and a fresh driver to the same serial
/// number, twice; else `unconfirmed`, which the operator is told in words.
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
        _ instruments: [OpenInstrument], urgency: Urgency, abortTime: Duration
    ) async -> [InstrumentRole: Finding] {
        let tasks = instruments.map { instrument in
            (instrument.role, Task(executorPreference: executor) { await makeSafe(instrument, urgency, abortTime) })
        }
        var findings: [InstrumentRole: Finding] = [:]
        for (role, task) in tasks { findings[role] = await task.value }
        return findings
    }

    private func makeSafe(_ instrument: OpenInstrument, _ urgency: Urgency, _ abortTime: Duration) async -> Finding {
        var finding = Finding(state: .unconfirmed)
        for attempt in 0..<3 {
            do {
                if attempt > 0 { try await instrument.reconnect() }
                let connection = instrument.connection
                let limit = Self.conversation + (urgency == .now ? .zero : abortTime + .seconds(2))
                let state = try await clock.within(limit, on: connection.executor) {
                    try await connection.instrument.makeSafe(attempt == 0 ? urgency : .now)
                }
                if let state, state != .unconfirmed { return Finding(state: state, troubles: finding.troubles) }
                finding.troubles.append(
                    state == nil
                        ? "No answer within \(limit.userText)." : "The check does not show that the cell is off.")
            } catch {
                finding.troubles.append("\(error)")
            }
        }
        return finding
    }
}
