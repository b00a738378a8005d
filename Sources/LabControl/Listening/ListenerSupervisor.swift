public import LabValues
import Synchronization

/// Keeps listeners alive: one that dies is reported, and started again with back-off. Never touches the run.
public final class ListenerSupervisor: Sendable {
    private struct State {
        var watches: [String: ListenerWatch] = [:]
        var vigil: ListenerVigil
        var tasks: [Task<Void, Never>] = []
        var alarm: AlarmID?
        var isOver = false
        var names: Set<String> = []

        /// A name that none of the others has: `kafka`, `kafka-2`, …
        mutating func uniqueName(for name: String) -> String {
            var (unique, number) = (name, 2)
            while !names.insert(unique).inserted { (unique, number) = ("\(name)-\(number)", number + 1) }
            return unique
        }
    }

    private let state: Mutex<State>
    private let inbox: CommandInbox
    private let clock: any LabClock
    private let executor = ExecutorThread()
    private let report: @Sendable (ListenerReport) -> Void

    /// A supervisor of listeners that fill `inbox`.
    ///
    /// - Parameter report: is told what happens, on a thread that must not be kept.
    public init(
        inbox: CommandInbox, clock: any LabClock, vigil: ListenerVigil? = nil,
        report: @escaping @Sendable (ListenerReport) -> Void
    ) {
        (self.inbox, self.clock, self.report) = (inbox, clock, report)
        state = Mutex(State(vigil: vigil ?? ListenerVigil(.continue, after: .zero, at: clock.now)))
        keepVigil()
    }

    /// Starts a listener. The second one of a name gets a name of its own: one that hears must not count for both.
    public func start(_ listener: any CommandListener) {
        let name = state.withLock { $0.uniqueName(for: listener.name) }
        let inlet = CommandInlet(name, into: inbox) { [weak self] isListening, reason in
            isListening ? self?.didListen(name) : self?.didLose(name, because: reason ?? "")
        }
        let task = Task(executorPreference: executor) { [weak self, clock] in
            while !Task.isCancelled {
                let pause: Duration?
                do {
                    try await listener.run(into: inlet)
                    pause = nil
                } catch { pause = self?.didDie(name, of: error) }
                guard let pause else { break }
                do { try await clock.sleep(for: pause) } catch { break }  // cancelled
            }
            self?.didEnd(name)
        }
        state.withLock { state in
            if state.isOver { task.cancel() }
            state.tasks.append(task)
        }
    }

    /// A command reached the inbox: a `ping` may be a sign of life.
    public func didReceive(_ received: ReceivedCommand) {
        state.withLock { $0.vigil.didReceive(received) }
        keepVigil()
    }

    /// Ends every listener, and waits until they have.
    public func stop() async {
        let tasks = state.withLock { state -> [Task<Void, Never>] in
            state.isOver = true
            state.alarm.map(clock.cancelAlarm)
            defer { state.tasks = [] }
            return state.tasks
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    // MARK: How

    private func didListen(_ name: String) {
        let now = clock.now
        let away = state.withLock { state in
            state.vigil.didRestore(name)
            return state.watches[name, default: ListenerWatch()].didListen(at: now)
        }
        if let away { report(.restored(name: name, after: away)) }
    }

    private func didLose(_ name: String, because reason: String) {
        let now = clock.now
        let isNews = state.withLock { state -> Bool in
            guard !state.isOver else { return false }
            state.vigil.didLose(name, at: now)
            return state.watches[name, default: ListenerWatch()].didLose(at: now)
        }
        if isNews { report(.lost(name: name, reason: reason)) }
        keepVigil()
    }

    /// How long to wait before the next start; nil when there is none.
    private func didDie(_ name: String, of error: any Error) -> Duration? {
        guard !(error is CancellationError), !state.withLock({ $0.isOver }) else { return nil }
        let now = clock.now
        let pause = state.withLock { $0.watches[name, default: ListenerWatch()].didDie(at: now) }
        didLose(name, because: (error as? any LabFault)?.description ?? "\(type(of: error))")
        return pause
    }

    private func didEnd(_ name: String) {
        let isOver = state.withLock { state -> Bool in
            state.vigil.didRestore(name)
            state.watches[name] = nil
            return state.isOver
        }
        if !isOver { report(.ended(name: name)) }
    }

    /// Says what is due, and comes back when something will be.
    private func keepVigil() {
        let now = clock.now
        while let demand = state.withLock({ $0.vigil.demand(at: now) }) { report(.demand(demand)) }
        let due = state.withLock { $0.isOver ? nil : $0.vigil.due }
        let next = due.map { due in clock.setAlarm(at: due) { [weak self] in self?.keepVigil() } }
        let former = state.withLock { state in
            defer { state.alarm = next }
            return state.alarm
        }
        former.map(clock.cancelAlarm)
    }
}
