import LabValues
import Synchronization

/// A wait that a pause stops and a resume continues with what remains of it.
final class PausableRest: Sendable {
    private struct State {
        var remaining: Duration
        /// When it began to run; nil while it stands.
        var began: LabInstant?
        var alarm: AlarmID?
    }

    private let clock: any LabClock
    private let state: Mutex<State>
    private let over = OneShot<Bool>()

    /// Begins to wait for `span`.
    init(_ span: Duration, clock: any LabClock) {
        self.clock = clock
        state = Mutex(State(remaining: max(.zero, span)))
        goOn()
    }

    /// Stands still; harmless when it does already.
    func pause() {
        let alarm = state.withLock { state -> AlarmID? in
            guard let began = state.began else { return nil }
            state.remaining -= min(state.remaining, clock.now - began)
            state.began = nil
            return state.alarm
        }
        if let alarm { clock.cancelAlarm(alarm) }
    }

    /// Runs again; harmless when it does already.
    func goOn() {
        let end = state.withLock { state -> LabInstant? in
            guard state.began == nil else { return nil }
            let now = clock.now
            state.began = now
            return now + state.remaining
        }
        guard let end else { return }
        let alarm = clock.setAlarm(at: end) { [weak self] in self?.finish(at: end) }
        state.withLock { $0.alarm = alarm }
    }

    /// The alarm of a wait that was stopped meanwhile says nothing.
    private func finish(at end: LabInstant) {
        let isDue = state.withLock { state in state.began.map { $0 + state.remaining <= end } ?? false }
        if isDue { over.finish(true) }
    }

    /// Waits until it is over; for one waiter.
    ///
    /// - Throws: when the task is cancelled.
    func wait() async throws(CancellationError) {
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { over.wait($0) }
        } onCancel: {
            over.finish(false)
        }
        pause()
        if !isOver { throw CancellationError() }
    }
}
