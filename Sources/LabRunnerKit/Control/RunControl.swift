import Glibc
import LabControl
import LabEngine
import LabPublishing
import LabValues

/// The ways into a run from outside, opened before anything is touched: its socket, and what `--listen` names.
struct RunControl: Sendable {
    private let plan: PlannedRun
    private let clock: any LabClock
    private let listeners: [any CommandListener]
    /// Where the socket is; nil when there is no place for one.
    let socket: ControlSocketPath?

    /// Opens the socket and makes the listeners ready; they connect when the run begins.
    ///
    /// - Throws: a `LabFault` when the socket's place is not to be trusted, or another run's.
    init(_ plan: PlannedRun, in lab: Lab) throws {
        (self.plan, clock) = (plan, lab.clock)
        socket = try Self.socketPath(plan)
        var listeners: [any CommandListener] = []
        if let socket { listeners.append(try Self.listener(at: socket, plan, lab)) }
        for address in plan.listeners {
            let opening = ListenerOpening(
                address.rest, for: plan.experiment, station: plan.station, settings: plan.settings, clock: lab.clock)
            listeners.append(try lab.listeners.open(address, opening))
        }
        self.listeners = listeners
    }

    /// Who may command the run, who listens, and where it is written down. Opens the audit.
    ///
    /// - Throws: a `LabFault` when the audit cannot be kept.
    func setup(_ console: RunConsole) throws -> CommandSetup {
        var setup = plan.commands.setup(station: plan.station)
        setup.listeners = [standardInput(console)] + listeners
        guard let directory = try Self.directory("audit", plan) else { return setup }
        let path = "\(directory)/\(plan.experiment)"
        do throws(ControlFault) {
            setup.audit = try AuditFile(
                path + ".jsonl", experiment: plan.experiment, station: plan.station, clock: clock)
            if !plan.commands.keys.isEmpty {
                setup.seen = try SeenIDJournal(path + ".seen.jsonl", at: clock.wallTime)
            }
        } catch { throw Self.words(for: error) }
        return setup
    }

    /// Standard input, and what its commands are answered: sentences for a person, JSON lines for a program.
    private func standardInput(_ console: RunConsole) -> any CommandListener {
        let isTyped = isatty(STDIN_FILENO) == 1
        return StandardInputListener(clock: clock) {
            console.say($0)
        } answer: { reply in
            guard isTyped else { return console.say(String(decoding: reply.encoded, as: UTF8.self)) }
            // Both edges of a pause are events, and told as such.
            guard reply.status != .done || ![CommandName.pause, CommandName.resume].contains(reply.command) else {
                return
            }
            let sentence = ReplySentence(reply)
            console.say("\(sentence)" + (sentence.hint.map { "\n  → \($0)" } ?? ""))
        }
    }

    private static func socketPath(_ plan: PlannedRun) throws -> ControlSocketPath? {
        if let place = plan.controlSocket { return try ControlSocketPath(place) }
        return try directory("run", plan).map { ControlSocketPath(in: $0, for: plan.experiment) }
    }

    /// A directory for state; a run that keeps nothing does without it where there is none.
    private static func directory(_ name: String, _ plan: PlannedRun) throws(CommandFault) -> String? {
        if let state = plan.state { return try state.directory(name) }
        return try? plan.controlState?.directory(name)
    }

    private static func listener(
        at path: ControlSocketPath, _ plan: PlannedRun, _ lab: Lab
    ) throws(CommandFault) -> SocketListener {
        do throws(ControlFault) { return try SocketListener.open(at: path, clock: lab.clock) } catch {
            throw words(for: error)
        }
    }

    private static func words(for fault: ControlFault) -> CommandFault {
        switch fault {
        case .inUse:
            CommandFault(
                "\(fault) Another run of that name lives.",
                hint: "lab-runner control status shows the runs; --experiment-id gives this one another name.")
        case .cannotOpen(_, let number), .cannotWrite(_, let number), .system(_, let number):
            CommandFault(
                "\(fault)", hint: fault.hint, code: isDiskTrouble(number) ? "outbox_full" : "invalid_input")
        default: CommandFault("\(fault)", hint: fault.hint)
        }
    }
}
