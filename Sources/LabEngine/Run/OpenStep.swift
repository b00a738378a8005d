import LabPrograms
import LabValues
import Synchronization

/// A step that is being executed: the task that does it, and the ways to leave it.
final class OpenStep: Sendable {
    /// How a step was left.
    enum Leaving: Sendable, Hashable {
        case interrupted, skipped, abandoned
    }

    /// How its task ended.
    enum End: Sendable {
        case returned
        case threw(any Error)
        /// It did not end in time and was left behind.
        case abandoned
    }

    private struct State {
        var task: Task<Void, Never>?
        var leaving: Leaving?
        var breach: LimitBreach?
    }

    let index: Int
    let path: String
    let title: String
    let started: LabInstant
    /// Whether the author's code runs in it, which may never return.
    let isAuthored: Bool
    /// How long the device may go on after it was told to stop.
    let stopLatency: Duration
    /// The step whose author code asked for this one.
    let author: OpenStep?
    /// What author code in this step was lent.
    let lease = HandleLease()
    private let end = OneShot<End>()
    private let closed = OneShot<Void>()
    private let state = Mutex(State())

    init(
        index: Int, path: String, title: String, started: LabInstant, isAuthored: Bool = false,
        stopLatency: Duration = .zero, author: OpenStep? = nil
    ) {
        self.index = index
        self.path = path
        self.title = title
        self.started = started
        self.isAuthored = isAuthored
        self.stopLatency = stopLatency
        self.author = author
    }

    /// Runs `work` on `executor` (the concurrency pool when nil) and waits until it has ended or was abandoned.
    ///
    /// A step that was left before its work began does not begin it.
    func perform(on executor: (any TaskExecutor)?, _ work: @escaping @Sendable () async throws -> Void) async -> End {
        let task = Task.detached(executorPreference: executor) { [end] in
            do {
                try Task.checkCancellation()
                try await work()
                end.finish(.returned)
            } catch {
                end.finish(.threw(error))
            }
        }
        let leaving = state.withLock { state in
            state.task = task
            return state.leaving
        }
        if leaving != nil { task.cancel() }
        return await withCheckedContinuation { end.wait($0) }
    }

    /// Tells the step to end; only the first way counts.
    func leave(_ way: Leaving) {
        lease.revoke()
        let task = state.withLock { state in
            if state.leaving == nil { state.leaving = way }
            return state.task
        }
        task?.cancel()
        if way == .abandoned { abandon() }
    }

    /// Waits for the step no longer.
    func abandon() {
        end.finish(.abandoned)
        state.withLock { $0.task }?.cancel()
    }

    /// How it was told to end, if it was.
    var leaving: Leaving? { state.withLock { $0.leaving } }

    /// The first breach that time showed.
    var breach: LimitBreach? { state.withLock { $0.breach } }

    /// Notes a breach that time showed.
    func note(_ breach: LimitBreach) { state.withLock { $0.breach = $0.breach ?? breach } }

    /// Its end has been said; nothing of it goes on.
    func close() {
        lease.revoke()
        closed.finish(())
    }

    /// Waits for `close()`; for one waiter.
    func whenClosed() async { await withCheckedContinuation { closed.wait($0) } }
}
