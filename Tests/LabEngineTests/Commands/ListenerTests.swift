import LabControl
import LabEngine
import LabPrograms
import LabTesting
import LabValues
import Synchronization
import Testing

/// Listeners around a run.
@Suite(.timeLimit(.minutes(1))) struct ListenerTests {
    /// A listener that does what the test says.
    struct Scripted: CommandListener {
        let name: String
        let diary: Diary
        let body: @Sendable (CommandInlet) async throws -> Void

        init(_ name: String, _ rig: Rig, _ body: @escaping @Sendable (CommandInlet) async throws -> Void) {
            (self.name, diary, self.body) = (name, rig.diary, body)
        }

        func run(into inlet: CommandInlet) async throws {
            diary.note("\(name) begins")
            defer { diary.note("\(name) ends") }
            try await body(inlet)
        }
    }

    private struct Deafened: Error {}

    @Test func `a listener is begun before the wire, hears commands, and is ended after the last reply`() async {
        var rig = Rig()
        rig.commands.listeners = [
            Scripted("ear", rig) { [diary = rig.diary] inlet in
                inlet.isListening()
                await diary.wait(for: "step_started")
                let stop = Command("stop", timestamp: Timestamp(millisecondsSinceEpoch: 0))
                inlet.receive(stop, over: .local, route: ReplyRoute { reply, _ in diary.note("\(reply.status)") })
                await diary.wait(for: "never")  // until it is cancelled
            }
        ]
        let report = await rig.run { Rest(.seconds(3600)) }
        #expect(report.outcome == .stopped && report.reason == "command")
        #expect(rig.journal.data(of: .commandReceived).first?["source"] == "ear")
        #expect(rig.diary.has("done", before: "ear ends") && rig.diary.has("close", before: "ear ends"))
        #expect(rig.journal.data(of: .listenerLost).isEmpty)
    }

    @Test func `the first step waits until every listener has listened or failed`() async {
        var rig = Rig(clock: ManualClock())  // on which five seconds never pass
        rig.commands.listeners = [
            Scripted("late", rig) { [diary = rig.diary] inlet in
                await diary.wait(for: "ready")
                diary.note("listens")
                inlet.isListening()
                await diary.wait(for: "never")
            },
            Scripted("dead", rig) { _ in throw Deafened() },
        ]
        let report = await rig.engine { RecordNote("only") }.run(rig, at: "cell identify") { [rig] _ in
            #expect(!rig.journal.events.contains("experiment_started"))
            rig.diary.note("ready")
        }
        #expect(report.outcome == .completed && rig.diary.has("listens", before: "experiment_started"))
        let lost = rig.journal.data(of: .listenerLost)
        #expect(lost.count == 1 && lost.first?["listener"] == "dead")
        rig.journal.checkCompleteness()
    }

    @Test func `a listener that never listens is waited for five seconds`() async {
        let clock = ManualClock()
        var rig = Rig(clock: clock)
        rig.commands.listeners = [Scripted("ear", rig) { [diary = rig.diary] _ in await diary.wait(for: "never") }]
        let engine = rig.engine { RecordNote("only") }
        async let report = engine.run()
        await rig.diary.wait(for: "cell identify")
        await clock.alarm(in: .seconds(5))
        clock.advance(by: .milliseconds(4999))
        #expect(rig.diary.count("experiment_started") == 0)
        clock.advance(by: .milliseconds(1))
        #expect(await report.outcome == .completed)
    }

    @Test func `a stop does not wait for a listener`() async {
        let clock = ManualClock()
        var rig = Rig(clock: clock)
        rig.commands.listeners = [Scripted("ear", rig) { [diary = rig.diary] _ in await diary.wait(for: "never") }]
        let engine = rig.engine { RecordNote("only") }
        async let report = engine.run()
        await rig.diary.wait(for: "cell identify")
        await clock.alarm(in: .seconds(5))
        engine.stopFromSignal("SIGINT", now: false)
        #expect(await report.outcome == .stopped && !rig.journal.events.contains("note"))
    }

    @Test func `a listener that comes back is told, and the run goes on`() async {
        let isFirst = Mutex(true)
        var rig = Rig(hurry: 10)
        rig.commands.listeners = [
            Scripted("ear", rig) { [diary = rig.diary] inlet in
                inlet.isListening()
                let dies = isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
                if dies { throw Deafened() }
                await diary.wait(for: "never")
            }
        ]
        let engine = rig.engine { Perform("waits") { [diary = rig.diary] _ in await diary.wait(for: "go") } }
        let report = await engine.run(rig, at: "listener_restored") { [rig] _ in rig.diary.note("go") }
        #expect(report.outcome == .completed && rig.diary.has("listener_lost", before: "listener_restored"))
        #expect(rig.journal.data(of: .listenerRestored).first?["listener"] == "ear")
    }

    @Test(arguments: [ListenerVigil.Action.pause, .stop])
    func `a run that nobody can reach for too long is paused or stopped`(_ action: ListenerVigil.Action) async {
        let clock = ManualClock()
        var rig = Rig(clock: clock)
        rig.commands.listeners = [
            Scripted("ear", rig) { [diary = rig.diary] inlet in
                inlet.isListening()
                await diary.wait(for: "deaf")
                inlet.isDeaf(because: "the broker is away")
                await diary.wait(for: "never")
            }
        ]
        rig.commands.onListenerLost = action
        rig.commands.listenerDeadline = .seconds(30)
        let engine = rig.engine {
            Perform("waits") { [diary = rig.diary] _ in await diary.wait(for: "go") }
        }
        async let ending = engine.run()
        await rig.diary.wait(for: "step_started")
        rig.diary.note("deaf")
        await clock.alarm(in: .seconds(30))
        clock.advance(by: .seconds(30))
        await rig.diary.wait(for: "listener_lost", times: 2)
        #expect(rig.journal.data(of: .listenerLost).last?["action"] == .string(action.rawValue))
        rig.diary.note("go")
        if action == .pause {
            await rig.diary.wait(for: "paused")
            await engine.submit(.stop(now: false), from: .test)
        }
        let report = await ending
        #expect(report.outcome == .stopped && report.reason == (action == .stop ? "listener_lost" : "command"))
        #expect(rig.journal.data(of: .commandReceived).first?["source"] == "vigil")
    }

    @Test func `a listener that never ends is left behind`() async {
        var rig = Rig(hurry: 100)
        rig.commands.listeners = [
            Scripted("ear", rig) { inlet in
                inlet.isListening()
                try await ToyDevice.hang(ignoringCancellation: true)
            }
        ]
        #expect(await rig.run { RecordNote("only") }.outcome == .completed)
    }

    @Test func `the pulse is felt once a second while the run lives, and not afterwards`() async {
        let beats = Mutex(0)
        let clock = ManualClock()
        var rig = Rig(clock: clock)
        rig.pulse = { [diary = rig.diary] in
            beats.withLock { $0 += 1 }
            diary.note("pulse")
        }
        let engine = rig.engine { Rest(.seconds(3600)) }
        async let report = engine.run()
        await rig.diary.wait(for: "step_started")
        await rig.diary.wait(for: "pulse")
        for count in 2...4 {
            while clock.pendingAlarms == 0 { await Task.yield() }
            await clock.alarm(in: .seconds(1))
            clock.advance(by: .seconds(1))
            await rig.diary.wait(for: "pulse", times: count)
        }
        engine.stopFromSignal("SIGINT", now: false)
        _ = await report
        let total = beats.withLock { $0 }
        clock.advance(by: .seconds(10))
        #expect(beats.withLock { $0 } == total)
    }
}
