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

    /// How long a guard may take until it watches.
    private static let patience = Duration.seconds(10)

    /// - Parameters:
    ///   - program: this program's file.
    ///   - report: called on a thread of its own.
    init(_ program: String, _ order: GuardOrder, report: @escaping @Sendable (Trouble) -> Void) {
        (self.program, self.order, self.report) = (program, order, report)
    }

    /// Starts the guard and waits until it watches. What fails is reported as a death of it.
    func start() {
        launch()
        _ = state.wait(for: Self.patience) { $0.isReady || $0.deaths > 1 ? true : nil }
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
        state.update { state in
            state.isLeaving = true
            _ = state.link?.channel.send(GuardMessage.goodbye.encoded)
        }
        _ = state.wait(for: .seconds(2)) { $0.link == nil ? true : nil }
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
        let (isLeaving, deaths) = state.update { state in
            state.deaths += state.isLeaving ? 0 : 1
            return (state.isLeaving, state.deaths)
        }
        guard !isLeaving else { return }
        guard deaths == 1 else {
            return report(.unguarded(why.map { "it cannot be started (\($0))" } ?? "it has ended twice"))
        }
        launch()
        if state.read({ $0.deaths }) == 1 { report(.replaced) }
    }
}

extension GuardCompanion.State {
    fileprivate mutating func tell() {
        isBehind = link.map { !$0.channel.send(GuardMessage.armed(armed).encoded) } ?? true
    }
}
