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

    let index: Int
    let path: String
    let title: String
    let started: LabInstant
    /// Whether the author's code runs in it, which may never return.
    let isAuthored: Bool
    /// How long the device may go on after it was told to stop.
    let stopLatency: Duration
    /// What author code in this step was lent.
    let lease = HandleLease()
    private let end = OneShot<End>()
    private let state = Mutex((task: Task<Void, Never>?.none, leaving: Leaving?.none))

    init(index: Int, path: String, title: String, started: LabInstant, isAuthored: Bool, stopLatency: Duration) {
        self.index = index
        self.path = path
        self.title = title
        self.started = started
        self.isAuthored = isAuthored
        self.stopLatency = stopLatency
    }

    convenience init(
        _ step: Step, index: Int, at moment: LabInstant, isAuthored: Bool = false, stopLatency: Duration = .zero
    ) {
        self.init(
            index: index, path: step.path, title: step.title, started: moment, isAuthored: isAuthored,
            stopLatency: stopLatency)
    }

    /// Runs `work` on `executor` (the concurrency pool when nil) and waits until it has ended or was abandoned.
    func perform(on executor: (any TaskExecutor)?, _ work: @escaping @Sendable () async throws -> Void) async -> End {
        let task = Task.detached(executorPreference: executor) { [end] in
            do {
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
    func abandon() { end.finish(.abandoned) }

    /// How it was told to end, if it was.
    var leaving: Leaving? { state.withLock { $0.leaving } }
}
