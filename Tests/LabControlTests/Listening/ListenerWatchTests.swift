@testable import LabControl
import LabTesting
import LabValues
import Glibc
import Testing

private func moment(_ seconds: Double) -> LabInstant { LabInstant(sinceOrigin: .seconds(seconds)) }

struct ListenerWatchTests {
    @Test func `the wait before a restart doubles up to half a minute`() {
        var watch = ListenerWatch()
        let pauses = (0..<12).map { _ in watch.didDie(at: moment(0)) }
        #expect(pauses.prefix(4) == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
        #expect(pauses.suffix(3) == [.seconds(30), .seconds(30), .seconds(30)])
    }

    @Test func `a minute of listening makes it as good as new, a moment does not`() {
        var watch = ListenerWatch()
        for _ in 0..<5 { _ = watch.didDie(at: moment(0)) }
        _ = watch.didListen(at: moment(10))
        let soon = watch.didDie(at: moment(69))
        #expect(soon == .milliseconds(3200))
        _ = watch.didLose(at: moment(69))
        _ = watch.didListen(at: moment(70))
        let calm = watch.didDie(at: moment(130))
        #expect(calm == .milliseconds(100))
    }

    @Test func `a loss is news once, and a return says how long it took`() {
        var watch = ListenerWatch()
        let first = watch.didListen(at: moment(1))
        let losses = [watch.didLose(at: moment(2)), watch.didLose(at: moment(3))]
        let away = watch.didListen(at: moment(7))
        #expect(first == nil && losses == [true, false] && away == .seconds(5))
        #expect(watch.isLostSince == nil)
    }
}

struct ListenerVigilTests {
    @Test func `a listener lost for the deadline asks for the action, once`() {
        var vigil = ListenerVigil(.pause, after: .seconds(60), at: moment(0))
        vigil.didLose("kafka", at: moment(10))
        #expect(vigil.due == moment(70))
        let demands = [69, 70, 500].map { vigil.demand(at: moment($0))?.cause }
        #expect(demands == [nil, .listenerLost(name: "kafka", .seconds(60)), nil])
        #expect(vigil.due == nil)
        vigil.didRestore("kafka")
        vigil.didLose("kafka", at: moment(600))
        let again = vigil.demand(at: moment(660))
        #expect(again?.action == .pause)
    }

    @Test func `a listener that is back in time asks for nothing, and so does continue`() {
        var vigil = ListenerVigil(.stop, after: .seconds(60), at: moment(0))
        vigil.didLose("kafka", at: moment(0))
        vigil.didRestore("kafka")
        let none = vigil.demand(at: moment(1000))
        #expect(vigil.due == nil && none == nil)
        var calm = ListenerVigil(.continue, after: .seconds(60), pingFrom: "Ada", at: moment(0))
        calm.didLose("kafka", at: moment(0))
        let nothing = calm.demand(at: moment(1000))
        #expect(calm.due == nil && nothing == nil)
    }

    @Test(arguments: [
        ("a ping of hers, signed", signed("ping") { $0.issuer = "Ada" }, CommandOrigin.kafka, true),
        ("a ping under a key of her name", signed("ping", by: benchKey("Ada")), .kafka, true),
        ("a ping of hers at the socket", command("ping") { $0.issuer = "Ada" }, .socket, true),
        ("a ping in her name that anybody can send", command("ping") { $0.issuer = "Ada" }, .kafka, false),
        ("a ping of somebody else", signed("ping") { $0.issuer = "Eve" }, .kafka, false),
        ("a note of hers", signed("note") { $0.issuer = "Ada" }, .kafka, false),
    ])
    func `only a ping of the named issuer keeps the switch`(
        what: String, command: Command, origin: CommandOrigin, counts: Bool
    ) throws {
        let rig = InboxRig(rules(keys: [benchKey(), benchKey("Ada")]))
        rig.clock.advance(by: .seconds(50))
        rig.send(command, over: origin)
        var vigil = ListenerVigil(.stop, after: .seconds(60), pingFrom: "Ada", at: moment(0))
        vigil.didReceive(try #require(rig.inbox.take()))
        let (first, second) = (vigil.demand(at: moment(60))?.cause, vigil.demand(at: moment(110))?.cause)
        let silence = ListenerVigil.Cause.silent(issuer: "Ada", .seconds(60))
        #expect(first == (counts ? nil : silence) && second == (counts ? silence : nil), "\(what)")
    }
}

@Suite(.timeLimit(.minutes(1))) struct ListenerSupervisorTests {
    private struct Broken: LabFault {
        var description: String { "The wire is cut." }
    }

    /// A listener that dies when it is told to.
    private final class MortalListener: CommandListener {
        let name = "mortal"
        private let runs = Monitor<(begun: Int, end: OneShot<Bool>?)>((0, nil))

        func run(into inlet: CommandInlet) async throws {
            let end = OneShot<Bool>()
            runs.update { $0 = ($0.begun + 1, end) }
            inlet.isListening()
            let dies = await withTaskCancellationHandler {
                await withCheckedContinuation { end.wait($0) }
            } onCancel: {
                end.finish(false)
            }
            if dies { throw Broken() }
        }

        /// Blocks until it has begun so often.
        func waitForRun(_ count: Int) { _ = runs.wait(for: .seconds(20)) { $0.begun >= count ? true : nil } }
        var begun: Int { runs.read { $0.begun } }
        func end(dying: Bool) { runs.read { $0.end }?.finish(dying) }
    }

    private func waitForAlarm(_ clock: ManualClock) {
        for _ in 0..<20_000 where clock.pendingAlarms == 0 { usleep(1000) }
    }

    @Test func `a listener that dies is reported, restarted after the pause, and told restored`() async {
        let rig = InboxRig()
        let said = Monitor<[ListenerReport]>([])
        let listener = MortalListener()
        let supervisor = ListenerSupervisor(inbox: rig.inbox, clock: rig.clock) { report in
            said.update { $0.append(report) }
        }
        supervisor.start(listener)
        listener.waitForRun(1)
        listener.end(dying: true)
        waitForAlarm(rig.clock)
        rig.clock.advance(by: .milliseconds(99))
        #expect(listener.begun == 1)
        rig.clock.advance(by: .milliseconds(1))
        listener.waitForRun(2)
        #expect(listener.begun == 2)
        _ = said.wait(for: .seconds(20)) { $0.count >= 2 ? true : nil }
        #expect(
            said.read { $0 } == [
                .lost(name: "mortal", reason: "The wire is cut."), .restored(name: "mortal", after: .milliseconds(100)),
            ])
        await supervisor.stop()
        #expect(said.read { $0.count } == 2, "an end on purpose is no news")
    }

    @Test func `of two listeners of one name each is lost and restored by itself`() async {
        let rig = InboxRig()
        let said = Monitor<[ListenerReport]>([])
        let listeners = [MortalListener(), MortalListener()]
        let supervisor = ListenerSupervisor(inbox: rig.inbox, clock: rig.clock) { report in
            said.update { $0.append(report) }
        }
        for listener in listeners {
            supervisor.start(listener)
            listener.waitForRun(1)
        }
        for listener in listeners { listener.end(dying: true) }
        _ = said.wait(for: .seconds(20)) { $0.count >= 2 ? true : nil }
        let reason = "The wire is cut."
        #expect(
            Set(said.read { $0 }) == [.lost(name: "mortal", reason: reason), .lost(name: "mortal-2", reason: reason)])
        await supervisor.stop()
    }

    @Test func `a listener that ends in good order is not started again`() async {
        let rig = InboxRig()
        let said = Monitor<[ListenerReport]>([])
        let listener = MortalListener()
        let supervisor = ListenerSupervisor(
            inbox: rig.inbox, clock: rig.clock, vigil: ListenerVigil(.stop, after: .seconds(1), at: rig.clock.now)
        ) { report in said.update { $0.append(report) } }
        supervisor.start(listener)
        listener.waitForRun(1)
        listener.end(dying: false)
        _ = said.wait(for: .seconds(20)) { !$0.isEmpty ? true : nil }
        rig.clock.advance(by: .seconds(100))
        #expect(said.read { $0 } == [.ended(name: "mortal")])
        #expect(listener.begun == 1)
        await supervisor.stop()
    }

    @Test func `a silent issuer is told by the clock, without any command`() async {
        let clock = ManualClock(start: wall)
        let rig = InboxRig()
        let said = Monitor<[ListenerReport]>([])
        let vigil = ListenerVigil(.pause, after: .seconds(60), pingFrom: "Ada", at: clock.now)
        let supervisor = ListenerSupervisor(inbox: rig.inbox, clock: clock, vigil: vigil) { report in
            said.update { $0.append(report) }
        }
        clock.advance(by: .seconds(59))
        #expect(said.read { $0.isEmpty })
        clock.advance(by: .seconds(1))
        #expect(said.read { $0 } == [.demand(.init(action: .pause, cause: .silent(issuer: "Ada", .seconds(60))))])
        await supervisor.stop()
        #expect(clock.pendingAlarms == 0)
    }
}
