import Glibc
import LabValues

/// The run's side of its guard: starts it, tells it what is open, and notices when it is gone.
final class GuardCompanion: Sendable {
    /// What the operator and the record must know.
    enum Trouble: Sendable, Hashable {
        /// It was gone, and another one watches now.
        case replaced
        /// It is gone for good: nobody watches.
        case unguarded(String)
    }

    fileprivate struct State {
        var link: Link?
        var armed: [ArmedInstrument] = []
        /// Whether the guard has not been told of the latest change.
        var isBehind = false
        var isReady = false
        var isLeaving = false
        /// Whether it is gone for good, and whether that was told.
        var isGivenUp = false, isMissed = false
        var deaths = 0
    }

    fileprivate struct Link {
        var channel: GuardChannel
        var process: DetachedProcess
    }

    private let program: String
    private let order: GuardOrder
    private let report: @Sendable (Trouble) -> Void
    private let state = Monitor(State())
    private let patience: Duration

    /// - Parameters:
    ///   - program: this program's file.
    ///   - patience: how long a guard may take until it watches.
    ///   - report: called on the thread that found out.
    init(
        _ program: String, _ order: GuardOrder, patience: Duration = .seconds(10),
        report: @escaping @Sendable (Trouble) -> Void
    ) {
        (self.program, self.order, self.patience, self.report) = (program, order, patience, report)
    }

    /// Starts the guard and waits until it watches. What fails is reported as a death of it; one that does not begin
    /// to watch is ended.
    func start() {
        launch()
        waitUntilReady()
    }

    /// An instrument is open.
    func arm(_ instrument: ArmedInstrument) {
        state.update { state in
            state.armed.removeAll { $0.role == instrument.role }
            state.armed.append(instrument)
            state.tell()
        }
    }

    /// It has been made safe.
    func disarm(_ role: InstrumentRole) {
        state.update { state in
            state.armed.removeAll { $0.role == role }
            state.tell()
        }
    }

    /// The engine's thread lives.
    func beat() {
        state.update { state in
            if state.isBehind { state.tell() } else { _ = state.link?.channel.send(GuardMessage.alive.encoded) }
        }
    }

    /// The run ends in order; returns when the guard is gone, or does not go.
    func leave() {
        let isFirst = state.update { state in
            defer { state.isLeaving = true }
            if !state.isLeaving { _ = state.link?.channel.send(GuardMessage.goodbye.encoded) }
            return !state.isLeaving
        }
        guard isFirst else { return }
        _ = state.wait(for: .seconds(2)) { $0.link == nil ? true : nil }
    }

    private func waitUntilReady() {
        let isDecided = state.wait(for: patience) { $0.isReady || $0.isMissed || $0.isLeaving ? true : nil }
        if isDecided == nil { giveUp("it did not begin to watch within \(patience.userText)") }
    }

    /// Nobody watches from here on; what there is of a guard is ended.
    private func giveUp(_ why: String) {
        let isNews = state.update { state in
            defer { state.isGivenUp = true }
            // As long as there is a link to it, it was not reaped: the number is still its own.
            if let link = state.link { kill(link.process.identifier, SIGKILL) }
            return !state.isGivenUp
        }
        guard isNews else { return }
        report(.unguarded(why))
        state.update { $0.isMissed = true }
    }

    private func launch() {
        guard let (ours, theirs) = GuardChannel.pair() else {
            return died(SystemRefusal(call: "socketpair", errorNumber: errno))
        }
        let runner = ProcessHandle.ofThisProcess()
        defer {
            theirs.close()
            if let runner { close(runner.descriptor) }
        }
        let launch = order.launch(theirs, runner)
        do throws(SystemRefusal) {
            let process = try DetachedProcess(program, launch.words, descriptors: launch.descriptors)
            state.update { state in
                state.link = Link(channel: ours, process: process)
                state.isReady = false
                if !state.armed.isEmpty { state.tell() }
                if state.isLeaving { _ = ours.send(GuardMessage.goodbye.encoded) }
            }
            startThread { [self] in watch(ours, process) }
        } catch {
            ours.close()
            died(error)
        }
    }

    private func watch(_ channel: GuardChannel, _ process: DetachedProcess) {
        var isOver = false
        while !isOver {
            channel.wait()
            switch channel.receive() {
            case .message(let bytes): if GuardMessage(bytes) == .ready { state.update { $0.isReady = true } }
            case .nothing: break
            case .closed: isOver = true
            }
        }
        // Under the lock: nobody may send into a number that is somebody else's file by then.
        state.update { state in
            state.link = nil
            channel.close()
        }
        process.reap()
        died(nil)
    }

    private func died(_ why: SystemRefusal?) {
        let (isAwaited, deaths) = state.update { state in
            state.deaths += state.isLeaving ? 0 : 1
            return (!state.isLeaving && !state.isGivenUp, state.deaths)
        }
        guard isAwaited else { return }
        guard deaths == 1 else {
            return giveUp(why.map { "it cannot be started (\($0))" } ?? "it has ended twice")
        }
        launch()
        waitUntilReady()
        if state.read({ $0.deaths == 1 && !$0.isGivenUp && !$0.isLeaving }) { report(.replaced) }
    }
}

extension GuardCompanion.State {
    fileprivate mutating func tell() {
        isBehind = link.map { !$0.channel.send(GuardMessage.armed(armed).encoded) } ?? true
    }
}
