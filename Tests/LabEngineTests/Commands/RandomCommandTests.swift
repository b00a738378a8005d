import LabControl
@testable import LabEngine
import LabPrograms
import LabTesting
import LabTransport
import LabValues
import Testing

/// Any commands in any order at any time: what a run promises holds.
@Suite(.timeLimit(.minutes(5))) struct RandomCommandTests {
    @Test func `ten thousand random sequences of commands end finished, the cell off, everything answered`() async {
        await offThePool {
            let seed = UInt64.random(in: 0...UInt64(UInt32.max))
            var random = SeededNumbers(seed: seed)
            for round in 0..<10_000 {
                let trouble = await RandomRun(&random).trouble(&random)
                guard let trouble else { continue }
                Issue.record("seed \(seed), sequence \(round): \(trouble)")
                return
            }
        }
    }
}

/// One run that is commanded at random until it is stopped.
private struct RandomRun {
    private let clock = ManualClock()
    private let rig: Rig
    private let engine: ExperimentEngine
    private let caller: Caller

    init(_ random: inout SeededNumbers) {
        var behaviour = ToyDevice.Behaviour()
        if Int.random(in: 0..<3, using: &random) == 0 { behaviour.stall = 3 }
        if Int.random(in: 0..<10, using: &random) == 0 {
            behaviour.fault = (4, LinkError.silent(address: "toy", waited: .seconds(1)))
        }
        var rig = Rig(behaviour, clock: clock)
        if Int.random(in: 0..<4, using: &random) == 0 {
            rig.limits.currentMaximum = .microamperes(5)
            rig.limits.actions[.currentMaximum] = .pause
        }
        self.rig = rig
        engine = rig.engine {
            Rest(.seconds(1))
            OnCommand("rinse") { try await $0.note("rinsing") }
            tenPoints
            Perform("author") { bench in
                try await bench.rest(.seconds(1))
                _ = try await bench.measure(tenPoints)
            }
            RecordNote("end")
        }
        caller = Caller(engine, rig)
    }

    /// What was promised and does not hold; nil when everything does.
    func trouble(_ random: inout SeededNumbers) async -> String? {
        async let ending = engine.run()
        for _ in 0..<Int.random(in: 0...12, using: &random) { await act(&random) }
        caller.send("stop", Bool.random(using: &random) ? ["mode": "now"] : JSONObject(), id: "last")
        let report = await ending
        return troubleAtTheEnd(report)
    }

    private func act(_ random: inout SeededNumbers) async {
        switch Int.random(in: 0..<21, using: &random) {
        case 0, 1, 2, 3: clock.advance(by: .milliseconds(Int.random(in: 0...2000, using: &random)))
        case 4, 5, 6, 7, 8: for _ in 0..<Int.random(in: 1...5, using: &random) { await engine.attend() }
        case 9: engine.stopFromSignal("SIGINT", now: Bool.random(using: &random))
        case 10: await engine.submit(.pause(now: Bool.random(using: &random)), from: .test)
        case let choice: send(choice, &random)
        }
    }

    private func send(_ choice: Int, _ random: inout SeededNumbers) {
        let now: JSONObject = Bool.random(using: &random) ? ["mode": "now"] : JSONObject()
        switch choice {
        case 11, 12: caller.send("pause", now)
        case 13: caller.send("resume")
        case 14: caller.send("resume", ["acknowledge": "i_max"])
        case 15: caller.send("skip_step")
        case 16: caller.send("rinse")
        case 17: caller.send(["status", "ping", "nonsense"].randomElement(using: &random) ?? "", now)
        case 18:
            caller.send("set_limit", ["name": "i_max", "value": .string("\(Int.random(in: 1...9, using: &random))uA")])
        case 19: caller.send("note", ["text": "hm"])
        default: caller.send("stop", now)
        }
    }

    private func troubleAtTheEnd(_ report: RunReport) -> String? {
        let events = rig.journal.messages.compactMap(\.event)
        let names = events.map(\.name)
        if engine.board.progress.state != .finished { return "it is \(engine.board.progress.state)" }
        if rig.cell.isCellOn { return "the cell is on" }
        if report.safe.values.contains(.unconfirmed) { return "the cell is not confirmed" }
        if names.filter({ $0 == .experimentFinished }).count != 1 { return "\(names) has not one last word" }
        if names.last != .experimentFinished { return "\(names) goes on after the last word" }
        if rig.journal.refused > 0 { return "the journal refused something" }
        let endings: Set<EventName> = [.stepCompleted, .stepFailed, .stepInterrupted, .stepSkipped]
        let starts = events.filter { $0.name == .stepStarted }.compactMap { $0.data["step_index"]?.int }
        let ends = events.filter { endings.contains($0.name) }.compactMap { $0.data["step_index"]?.int }
        if starts.sorted() != ends.sorted() { return "steps \(starts) end as \(ends)" }
        return troubleWithReplies(events)
    }

    private func troubleWithReplies(_ events: [(name: EventName, data: JSONObject)]) -> String? {
        let replies = Dictionary(grouping: caller.replies) { $0.id ?? "" }
        // What comes after the end finds nobody: then all that comes later does not either.
        let heard = caller.sent.prefix { replies[$0] != nil }
        if replies.count > heard.count { return "of \(caller.sent) only \(replies.keys.sorted()) were answered" }
        for id in heard {
            let statuses = (replies[id] ?? []).map(\.status)
            guard statuses.filter({ $0 != .accepted }).count == 1, statuses.last != .accepted, statuses.count <= 2
            else {
                return "\(id) was answered \(statuses)"
            }
            if replies[id]?.first?.command == "stop", statuses.last != .done { return "stop was answered \(statuses)" }
        }
        let received = events.filter { $0.name == .commandReceived }.compactMap { $0.data["id"]?.text }
        let finished = events.filter { $0.name == .commandFinished }.compactMap { $0.data["id"]?.text }
        if Set(received).count != received.count { return "\(received): one was received twice" }
        if Set(finished).count != finished.count { return "\(finished): one was finished twice" }
        return Set(finished).isSubset(of: received) ? nil : "\(finished) were finished, \(received) received"
    }
}
