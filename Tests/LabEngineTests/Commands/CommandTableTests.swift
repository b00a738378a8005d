import LabEngine
import LabValues
import Testing

/// The table of states and commands as it is promised, cell by cell.
struct CommandTableTests {
    /// Answer and next state; `=` is the same state. A run that is prepared, runs or waits for its link is one column.
    private static let table:
        [(command: String, open: String, pausing: String, paused: String, stopping: String, finished: String)] = [
            ("pause", "accepted pausing", "accepted =", "done =", "refused =", "refused ="),
            ("pause now", "accepted pausing", "accepted =", "done =", "refused =", "refused ="),
            ("resume", "refused =", "done previous", "done running", "refused =", "refused ="),
            ("stop", "accepted stopping", "accepted stopping", "accepted stopping", "accepted =", "done ="),
            ("stop now", "accepted stopping", "accepted stopping", "accepted stopping", "accepted =", "done ="),
            ("skip_step", "accepted =", "accepted =", "done =", "refused =", "refused ="),
            ("skip_step, none open", "refused =", "refused =", "done =", "refused =", "refused ="),
            ("set_limit", "done =", "done =", "done =", "refused =", "refused ="),
            ("status", "done =", "done =", "done =", "done =", "done ="),
            ("ping", "done =", "done =", "done =", "done =", "done ="),
            ("note", "done =", "done =", "done =", "done =", "done ="),
            ("rinse", "accepted =", "accepted =", "accepted =", "refused =", "refused ="),
        ]

    private static let requests: [String: RunRequest] = [
        "pause": .pause(now: false), "pause now": .pause(now: true), "resume": .resume(acknowledge: nil),
        "stop": .stop(now: false), "stop now": .stop(now: true), "skip_step": .skipStep,
        "skip_step, none open": .skipStep, "set_limit": .setLimit, "status": .status, "ping": .ping, "note": .note,
        "rinse": .perform("rinse"),
    ]

    /// A run that came to `state`, by way of `former` where it paused.
    private func machine(_ state: RunState, from former: RunState, isOpen: Bool) -> RunStateMachine {
        var machine = RunStateMachine()
        if former != .preparing { machine.didPrepare() }
        if former == .waitingForLink { machine.didLoseLink() }
        if isOpen { machine.didOpenStep() }
        switch state {
        case .preparing, .running, .waitingForLink: break
        case .pausing, .paused: _ = machine.accept(.pause(now: false))
        case .stopping: machine.beginStopping()
        case .finished: machine.didFinish()
        }
        if state == .paused { machine.didHold() }
        return machine
    }

    @Test(arguments: RunState.allCases) func `every command is answered as the table says`(_ state: RunState) throws {
        let formers: [RunState] = [.preparing, .running, .waitingForLink]
        for former in formers.contains(state) ? [state] : formers {
            for row in Self.table {
                let expected =
                    switch state {
                    case .preparing, .running, .waitingForLink: row.open
                    case .pausing: row.pausing
                    case .paused: row.paused
                    case .stopping: row.stopping
                    case .finished: row.finished
                    }
                var machine = machine(state, from: former, isOpen: !row.command.hasSuffix("none open"))
                let decision = machine.accept(try #require(Self.requests[row.command]))
                let next =
                    machine.state == state ? "=" : machine.state == former && state == .pausing ? "previous" : nil
                let seen = "\(decision.status) \(next ?? machine.state.rawValue)"
                #expect(seen == expected, "\(row.command) when \(state), before that \(former)")
                #expect((decision.status == .refused) == (decision.reason != nil))
            }
        }
    }
}
