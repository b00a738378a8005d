import LabEngine
import LabPrograms
import LabPublishing
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct StopTests {
    private func stalled(ignoresCancellation: Bool = false) -> ToyDevice.Behaviour {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 3
        behaviour.ignoresCancellation = ignoresCancellation
        return behaviour
    }

    private func check(_ report: RunReport, _ rig: Rig, reason: String = "signal") {
        #expect(report.outcome == .stopped && report.reason == reason && report.exitCode == 3)
        #expect(report.safe[.cell] == .confirmed && !rig.cell.isCellOn)
        #expect(rig.diary.has("cell makeSafe orderly", before: "experiment_finished"))
        rig.journal.checkCompleteness()
    }

    @Test func `a stop while measuring`() async {
        let rig = Rig(stalled())
        let report = await rig.engine {
            tenPoints; tenPoints
        }.run(rig, at: "cell stall") {
            $0.stopFromSignal("SIGINT", now: false)
        }
        check(report, rig)
        #expect(rig.diary.count("cell measure") == 1 && report.points == 3)
        #expect(rig.journal.data(of: .commandReceived).first?["issuer"]?.text == "SIGINT")
    }

    @Test func `a stop while a driver ignores its cancellation`() async {
        let rig = Rig(stalled(ignoresCancellation: true), hurry: 20)
        let report = await rig.engine { tenPoints }.run(rig, at: "cell stall") {
            $0.stopFromSignal("SIGINT", now: false)
        }
        check(report, rig)
    }

    @Test func `stop now waits for no end mark`() async {
        let rig = Rig(stalled(ignoresCancellation: true))
        let report = await rig.engine { tenPoints }.run(rig, at: "cell stall") {
            $0.stopFromSignal("SIGINT", now: true)
        }
        #expect(report.outcome == .stopped && report.safe[.cell] == .confirmed)
        #expect(rig.diary.lines.contains("cell makeSafe now") && !rig.diary.lines.contains("cell makeSafe orderly"))
        rig.journal.checkCompleteness()
    }

    @Test func `a second stop, now, hurries the first one`() async {
        var behaviour = stalled()
        behaviour.safe = [.hangs, .state(.confirmed)]
        let rig = Rig(behaviour)
        let engine = rig.engine { tenPoints }
        async let ending = engine.run()
        await rig.diary.wait(for: "cell stall")
        engine.stopFromSignal("SIGINT", now: false)
        await rig.diary.wait(for: "cell makeSafe orderly")
        let moment = rig.clock.now
        engine.stopFromSignal("SIGINT", now: true)
        let report = await ending
        #expect(rig.clock.now - moment < .seconds(6), "before the deadline of the orderly way")
        #expect(report.exitCode == 3 && rig.cell.openings == 1, "the same wire")
        rig.journal.checkCompleteness()
    }

    @Test func `stop now ends the wait for delivery`() async {
        var rig = Rig(drainsForEver: true)
        rig.drain = .seconds(100_000)
        let engine = rig.engine { RecordNote("x") }
        let report = await engine.run(rig, at: "drain") { $0.stopFromSignal("SIGINT", now: true) }
        #expect(report.outcome == .completed)
        rig.journal.checkCompleteness()
    }

    @Test func `a journal that never ends its drain is left behind`() async {
        let rig = Rig(drainsForEver: true, hurry: 20)
        #expect(await rig.run { RecordNote("x") }.outcome == .completed)
    }

    @Test func `a stop while resting`() async {
        let rig = Rig()
        let report = await rig.engine { Rest(.seconds(3600)) }.run(rig, at: "step_started") {
            $0.stopFromSignal("SIGTERM", now: false)
        }
        check(report, rig)
        #expect(rig.journal.events.contains("step_interrupted"))
    }

    @Test func `a stop while instruments are being opened`() async {
        var hanging = ToyDevice.Behaviour()
        hanging.identifyHangs = true
        let rig = Rig(second: hanging)
        let report = await rig.engine { tenPoints }.run(rig, at: "other identify") {
            $0.stopFromSignal("SIGINT", now: false)
        }
        check(report, rig)
        #expect(rig.diary.lines.contains("other close wire") && rig.diary.count("cell measure") == 0)
    }

    @Test func `a stop while a wire does not open`() async {
        var blocking = ToyDevice.Behaviour()
        blocking.blocksOpening = true
        let rig = Rig(second: blocking)
        let report = await rig.engine { tenPoints }.run(rig, at: "other open") {
            $0.stopFromSignal("SIGINT", now: false)
        }
        check(report, rig)
    }

    @Test func `a stop between the last instrument and the first step`() async {
        let rig = Rig()
        let report = await rig.engine { tenPoints }.run(rig, at: "experiment_started") {
            $0.stopFromSignal("SIGINT", now: false)
        }
        #expect(report.safe[.cell] == .confirmed)  // the run may have been quicker than the signal
        rig.journal.checkCompleteness()
    }

    @Test func `a stop while paused, and while the pause is only asked for`() async {
        let rig = Rig()
        let engine = rig.engine { Perform("p") { bench in while true { _ = try await bench.measure(tenPoints) } } }
        async let ending = engine.run()
        await rig.diary.wait(for: "step_started")
        await engine.submit(.pause(now: false), from: .test)
        await rig.diary.wait(for: "paused")
        engine.stopFromSignal("SIGINT", now: false)
        check(await ending, rig)

        let second = Rig(stalled())
        let report = await second.engine { tenPoints }.run(second, at: "cell stall") { engine in
            #expect(await engine.submit(.pause(now: false), from: .test).status == .accepted)
            #expect(await engine.submit(.stop(now: false), from: .test).status == .accepted)
        }
        check(report, second, reason: "command")
    }

    @Test func `author code that awaits for ever does not delay a stop`() async {
        let rig = Rig()
        let report = await rig.engine {
            Perform("waits") { _ in try await ToyDevice.hang(ignoringCancellation: true) }
        }.run(rig, at: "step_started") { $0.stopFromSignal("SIGINT", now: false) }
        check(report, rig)
    }

    @Test func `author code that catches its cancellation can measure no more`() async {
        let rig = Rig(stalled())
        let report = await rig.engine {
            Perform("stubborn") { bench in
                for _ in 0..<100 {
                    do { _ = try await bench.measure(tenPoints) } catch { continue }
                }
            }
            tenPoints
        }.run(rig, at: "cell stall") { $0.stopFromSignal("SIGINT", now: false) }
        check(report, rig)
        #expect(rig.diary.count("cell measure") == 1)
    }

    @Test func `a stop while a condition is asked`() async {
        let rig = Rig()
        let diary = rig.diary
        let report = await rig.engine {
            RepeatUntil("loop", atMost: 3) {
                RecordNote("x")
            } until: { _ in
                diary.note("asked")
                try await ToyDevice.hang(ignoringCancellation: true)
                return true
            }
        }.run(rig, at: "asked") { $0.stopFromSignal("SIGINT", now: false) }
        check(report, rig)
    }

    @Test func `cancelling the caller stops the run`() async {
        let rig = Rig(stalled())
        let engine = rig.engine { tenPoints }
        let task = Task { await engine.run() }
        await rig.diary.wait(for: "cell stall")
        task.cancel()
        check(await task.value, rig, reason: "command")
        #expect(!rig.diary.lines.contains("cell makeSafe cancelled"), "the way to a safe cell is not cancelled")
    }

    @Test func `storage that fails stops the run`() async {
        let rig = Rig(stalled())
        let report = await rig.engine { tenPoints }.run(rig, at: "cell stall") { $0.storageFails("disk gone") }
        check(report, rig, reason: "outbox_full")
        #expect(report.fault?.message == "disk gone")
    }

    @Test(arguments: 0...6) func `a journal that is full stops the run safely`(_ capacity: Int) async {
        let rig = Rig(capacity: capacity)
        let report = await rig.run {
            tenPoints; tenPoints
        }
        #expect(report.outcome == .stopped && report.reason == "outbox_full" && report.exitCode == 3)
        #expect(report.safe[.cell] == .confirmed && !rig.cell.isCellOn)
        #expect(rig.journal.refused > 0)
    }

    @Test func `commands after the last word change nothing and say nothing`() async {
        let rig = Rig()
        let engine = rig.engine { RecordNote("x") }
        _ = await engine.run()
        let count = rig.journal.messages.count
        #expect(await engine.submit(.stop(now: true), from: .test).status == .done)
        #expect(await engine.submit(.pause(now: false), from: .test).status == .refused)
        #expect(rig.journal.messages.count == count)
    }

    @Test func `a finished engine is let go`() async {
        weak var weakEngine: ExperimentEngine?
        let rig = Rig()
        do {
            let engine = rig.engine {
                tenPoints; Perform("p") { _ = try await $0.measure(tenPoints) }
            }
            weakEngine = engine
            _ = await engine.run()
        }
        for _ in 0..<10_000 where weakEngine != nil { await Task.yield() }
        #expect(weakEngine == nil)
    }
}
