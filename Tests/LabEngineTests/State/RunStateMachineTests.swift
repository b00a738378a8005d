import LabEngine
import LabValues
import Testing

@Suite struct RunStateMachineTests {
    /// A machine in `state`, with or without an open step.
    private func machine(_ state: RunState, isOpen: Bool = false) -> RunStateMachine {
        var machine = RunStateMachine()
        if state != .preparing { machine.didPrepare() }
        if isOpen { machine.didOpenStep() }
        switch state {
        case .preparing, .running: break
        case .waitingForLink: machine.didLoseLink()
        case .pausing: _ = machine.accept(.pause(now: false))
        case .paused:
            _ = machine.accept(.pause(now: false))
            machine.didHold()
        case .stopping: machine.beginStopping()
        case .finished: machine.didFinish()
        }
        return machine
    }

    private func answer(_ request: RunRequest, in state: RunState, isOpen: Bool = false) -> (String, RunState) {
        var machine = machine(state, isOpen: isOpen)
        let decision = machine.accept(request)
        return ("\(decision.status) \(decision.reason ?? "-") \(decision.effect)", machine.state)
    }

    @Test(arguments: RunState.allCases, [true, false]) func `pause`(_ state: RunState, now: Bool) {
        let (text, next) = answer(.pause(now: now), in: state)
        switch state {
        case .preparing, .running, .waitingForLink, .pausing:
            #expect(text == "accepted - hold(now: \(now))" && next == .pausing)
        case .paused: #expect(text == "done - sharpenPause" && next == .paused)
        case .stopping, .finished: #expect(text == "refused \(state.rawValue) none" && next == state)
        }
    }

    @Test(arguments: RunState.allCases) func `resume`(_ state: RunState) {
        let (text, next) = answer(.resume(acknowledge: nil), in: state)
        switch state {
        case .preparing, .running, .waitingForLink: #expect(text == "refused not_paused none" && next == state)
        case .pausing: #expect(text == "done - forgetPause" && next == .running)
        case .paused: #expect(text == "done - goOn" && next == .running)
        case .stopping, .finished: #expect(text == "refused \(state.rawValue) none" && next == state)
        }
    }

    @Test(arguments: RunState.allCases, [true, false]) func `stop`(_ state: RunState, now: Bool) {
        let (text, next) = answer(.stop(now: now), in: state)
        switch state {
        case .finished: #expect(text == "done - none" && next == .finished)
        default: #expect(text == "accepted - makeSafe(now: \(now))" && next == .stopping)
        }
    }

    @Test(arguments: RunState.allCases, [true, false]) func `skip_step`(_ state: RunState, isOpen: Bool) {
        let (text, next) = answer(.skipStep, in: state, isOpen: isOpen)
        #expect(next == state)
        switch state {
        case .preparing, .running, .waitingForLink, .pausing:
            #expect(text == (isOpen ? "accepted - leaveStep" : "refused no_open_step none"))
        case .paused: #expect(text == "done - leaveOutNextStep")
        case .stopping, .finished: #expect(text == "refused \(state.rawValue) none")
        }
    }

    @Test(arguments: RunState.allCases) func `set_limit, status, ping, note and the program's own`(_ state: RunState) {
        for request in [RunRequest.status, .ping, .note] {
            #expect(answer(request, in: state) == ("done - none", state))
        }
        let isEnding = state == .stopping || state == .finished
        #expect(answer(.setLimit, in: state) == (isEnding ? "refused \(state.rawValue) none" : "done - none", state))
        let own = isEnding ? "refused \(state.rawValue) none" : "accepted - perform"
        #expect(answer(.perform("rinse"), in: state) == (own, state))
    }

    @Test(arguments: [RunState.preparing, .running, .waitingForLink])
    func `a pause taken back leads to where the run was`(_ state: RunState) {
        var machine = machine(state)
        _ = machine.accept(.pause(now: false))
        _ = machine.accept(.pause(now: true))
        _ = machine.accept(.resume(acknowledge: nil))
        #expect(machine.state == state)
    }

    @Test func `a run that was prepared, or found its link, while a pause was asked for, goes on running`() {
        var machine = machine(.preparing)
        _ = machine.accept(.pause(now: false))
        machine.didPrepare()
        #expect(machine.state == .pausing)
        machine.didLoseLink()
        machine.didRestoreLink()
        _ = machine.accept(.resume(acknowledge: nil))
        #expect(machine.state == .running)
    }

    @Test(arguments: [true, false]) func `a latched limit wants its own acknowledgement`(_ isHeld: Bool) {
        var machine = machine(.running)
        machine.didBreach(.currentMaximum)
        if isHeld { machine.didHold() }
        for wrong in [nil, LimitName.silence] {
            #expect(machine.accept(.resume(acknowledge: wrong)).reason == "limit_not_acknowledged")
            #expect(machine.state == (isHeld ? .paused : .pausing) && machine.latched == .currentMaximum)
        }
        #expect(machine.accept(.resume(acknowledge: .currentMaximum)).status == .done)
        #expect(machine.state == .running && machine.latched == nil)
    }

    @Test func `two latched limits want two acknowledgements`() {
        var machine = machine(.paused)
        machine.didBreach(.currentMaximum)
        machine.didBreach(.runTime)
        #expect(machine.accept(.resume(acknowledge: .runTime)).status == .refused)
        #expect(machine.latched == .currentMaximum)
        #expect(machine.accept(.resume(acknowledge: .currentMaximum)).status == .done)
    }

    @Test func `a breach of an ending run latches nothing`() {
        for state in [RunState.stopping, .finished] {
            var machine = machine(state)
            machine.didBreach(.silence)
            #expect(machine.latched == nil && machine.state == state)
        }
    }

    @Test func `a step within a step keeps the outer one open`() {
        var machine = machine(.running)
        machine.didOpenStep()
        machine.didOpenStep()
        machine.didCloseStep()
        #expect(machine.accept(.skipStep).effect == .leaveStep)
        machine.didCloseStep()
        machine.didCloseStep()
        #expect(machine.openSteps == 0 && machine.accept(.skipStep).status == .refused)
    }

    @Test func `ten thousand random runs never leave the table`() {
        var random = SystemRandomNumberGenerator()
        let requests: [RunRequest] = [
            .pause(now: false), .pause(now: true), .resume(acknowledge: nil), .resume(acknowledge: .silence),
            .stop(now: false), .stop(now: true), .skipStep, .setLimit, .status, .ping, .note, .perform("rinse"),
        ]
        for _ in 0..<10_000 {
            var machine = RunStateMachine()
            for _ in 0..<30 {
                let before = machine
                switch Int.random(in: 0..<20, using: &random) {
                case 0: machine.didPrepare()
                case 1: machine.didOpenStep()
                case 2: machine.didCloseStep()
                case 3: machine.didHold()
                case 4: machine.didLoseLink()
                case 5: machine.didRestoreLink()
                case 6: machine.didBreach(.silence)
                case 7 where Int.random(in: 0..<10, using: &random) == 0: machine.beginStopping()
                case 8 where before.state == .stopping: machine.didFinish()
                case let choice: check(before, &machine, requests[choice % requests.count])
                }
                #expect(machine.openSteps >= 0)
                if before.state == .stopping { #expect([.stopping, .finished].contains(machine.state)) }
                if before.state == .finished { #expect(machine.state == .finished) }
            }
        }
    }

    private func check(_ before: RunStateMachine, _ machine: inout RunStateMachine, _ request: RunRequest) {
        let decision = machine.accept(request)
        switch request {
        case .stop:
            #expect(decision.status != .refused && [.stopping, .finished].contains(machine.state))
        case .resume where decision.status == .done:
            #expect([.preparing, .running, .waitingForLink].contains(machine.state) && machine.latched == nil)
        case .pause where decision.status != .refused:
            #expect([.pausing, .paused].contains(machine.state))
        default: #expect(machine.state == before.state)
        }
        if decision.status == .refused { #expect(decision.effect == .none && decision.reason != nil) }
    }
}
