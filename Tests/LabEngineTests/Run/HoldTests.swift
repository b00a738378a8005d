import LabEngine
import LabPrograms
import LabPublishing
import LabTesting
import Testing

/// A pause inside the step that is open.
@Suite(.timeLimit(.minutes(1))) struct HoldTests {
    private let clock = ManualClock()

    private func rig(canHold: Bool = true, _ change: (inout ToyDevice.Behaviour) -> Void = { _ in }) -> Rig {
        var behaviour = ToyDevice.Behaviour()
        (behaviour.stall, behaviour.canHold) = (3, canHold)
        change(&behaviour)
        return Rig(behaviour, clock: clock)
    }

    private func pauseNow(_ engine: ExperimentEngine, _ source: CommandSource = .test) async {
        #expect(await engine.submit(.pause(now: true), from: source).status == .accepted)
    }

    private func resume(_ engine: ExperimentEngine) async {
        #expect(await engine.submit(.resume(acknowledge: nil), from: .test).status == .done)
    }

    @Test func `pause now holds inside the measurement, and resume goes on with it in the next segment`() async {
        let rig = rig()
        let report = await rig.engine { tenPoints }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "paused")
            clock.advance(by: .seconds(20))
            await resume(engine)
        }
        #expect(report.outcome == .completed && report.points == 10)
        let paused = rig.journal.data(of: .paused).first
        #expect(paused?["cell"] == "on" && paused?["potential_V"] == 0.1 && paused?["instrument"] == "cell")
        #expect(paused?["source"] == "socket" && paused?["issuer"] == "ada" && paused?["reason"] == "command")
        #expect(paused?["step_index"] == 0 && paused?["hold_longest_s"]?.double == 60)
        let resumed = rig.journal.data(of: .resumed).first
        #expect(resumed?["issuer"] == "ada" && resumed?["seconds"]?.double == 20)
        #expect(rig.journal.batches.map(\.segment) == [1, 2])
        #expect(rig.journal.batches.map(\.points.count) == [3, 7])
        #expect(rig.diary.count("cell measure") == 1)
        rig.journal.checkCompleteness()
    }

    @Test func `a pause and its end cost no time`() async {
        let rig = rig()
        let report = await rig.engine {
            tenPoints; RecordNote("next")
        }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "paused")
            await resume(engine)
        }
        #expect(report.outcome == .completed && clock.now.sinceOrigin == .zero)
    }

    @Test func `neither silence nor the time of the step goes on while the device holds`() async {
        var rig = rig()
        rig.limits.silence = .seconds(2)
        rig.limits.stepTime = .seconds(5)
        let report = await rig.engine { tenPoints }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "paused")
            for _ in 0..<50 { clock.advance(by: .seconds(1)) }
            await resume(engine)
        }
        #expect(report.outcome == .completed)
        #expect(rig.journal.data(of: .limitBreached).isEmpty)
    }

    @Test
    func `a hold that lasts too long is interrupted, its cell off, and the run ends unless the step says otherwise`()
        async
    {
        var rig = rig()
        rig.pause.holdLongest = .seconds(30)
        let report = await rig.engine {
            tenPoints; RecordNote("next")
        }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "paused")
            clock.advance(by: .seconds(30))
        }
        #expect(report.outcome == .stopped && report.reason == "pause_timeout" && report.exitCode == 3)
        #expect(rig.journal.data(of: .stepInterrupted).first?["reason"] == "pause" && !rig.cell.isCellOn)
        #expect(rig.journal.data(of: .warning).first?["code"] == "hold_timeout")
        #expect(!rig.journal.events.contains("note"))
        rig.journal.checkCompleteness()
    }

    @Test func `after a hold that lasted too long a repeatable step waits for resume and runs again`() async {
        let rig = rig { behaviour in
            behaviour.stall = nil
            behaviour.stallIn = { _ in 3 }
        }
        let engine = rig.engine { tenPoints.repeatable(atMost: 1) }
        async let ending = engine.run()
        await rig.diary.wait(for: "cell stall")
        await pauseNow(engine)
        await rig.diary.wait(for: "paused")
        clock.advance(by: .seconds(60))
        await rig.diary.wait(for: "step_interrupted")
        #expect(!rig.cell.isCellOn && engine.board.progress.state == .paused)
        #expect(rig.diary.count("cell measure") == 1)
        await resume(engine)
        await rig.diary.wait(for: "cell stall", times: 2)
        rig.cell.goOn()
        #expect(await ending.outcome == .completed)
        #expect(rig.journal.data(of: .stepStarted).map { $0["attempt"]?.int } == [1, 2])
        #expect(rig.journal.data(of: .stepCompleted).map { $0["attempt"]?.int } == [2])
        #expect(rig.journal.batches.map(\.attempt).sorted() == [1, 2, 2])
        #expect(rig.journal.events.filter { $0 == "paused" }.count == 1)
        rig.journal.checkCompleteness()
    }

    @Test(arguments: [false, true]) func `where nothing can hold the step is interrupted, and the run ends`(
        _ refuses: Bool
    ) async {
        let rig = rig(canHold: refuses) { $0.refusesHold = true }
        let report = await rig.engine {
            tenPoints; RecordNote("next")
        }.run(rig, at: "cell stall") { await pauseNow($0) }
        #expect(report.outcome == .stopped && report.reason == "command" && report.safe == [.cell: .confirmed])
        #expect(rig.journal.events.contains("step_interrupted") && !rig.journal.events.contains("paused"))
        rig.journal.checkCompleteness()
    }

    @Test func `a step that may be skipped is, and the run is paused before the next`() async {
        let rig = rig(canHold: false)
        let report = await rig.engine {
            tenPoints.whenInterrupted(.skip); RecordNote("next")
        }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "paused")
            #expect(!rig.cell.isCellOn && !rig.journal.events.contains("note"))
            await resume(engine)
        }
        #expect(report.outcome == .completed)
        #expect(rig.journal.data(of: .paused).first?["cell"] == "off")
        #expect(rig.diary.has("step_interrupted", before: "paused") && rig.diary.has("resumed", before: "note"))
        rig.journal.checkCompleteness()
    }

    @Test func `a step is restarted as often as it says and no more, and no other is`() async {
        let rig = rig(canHold: false) { behaviour in
            behaviour.stall = nil
            behaviour.stallIn = { $0.asked.code == .cyclic ? 3 : nil }
        }
        let scan = CyclicVoltammetry(
            begin: .volts(0), vertex1: .volts(0.1), vertex2: .volts(0), at: .voltsPerSecond(1), step: .millivolts(10))
        let engine = rig.engine {
            tenPoints
            scan.repeatable(atMost: 2)
        }
        async let ending = engine.run()
        for round in 1...3 {
            await rig.diary.wait(for: "cell stall", times: round)
            await pauseNow(engine)
            guard round < 3 else { break }
            await rig.diary.wait(for: "paused", times: round)
            await resume(engine)
        }
        let report = await ending
        #expect(report.outcome == .stopped && report.reason == "command")
        let starts = rig.journal.data(of: .stepStarted)
        #expect(starts.map { $0["step_index"]?.int } == [0, 1, 1, 1])
        #expect(starts.map { $0["attempt"]?.int } == [1, 1, 2, 3])
        #expect(rig.diary.count("cell measure") == 4 && report.steps == 2)
        rig.journal.checkCompleteness()
    }

    @Test func `a pause nobody signed switches the cell off instead of holding`() async {
        let rig = rig()
        let report = await rig.engine {
            tenPoints.whenInterrupted(.skip)
        }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine, .stranger)
            await rig.diary.wait(for: "paused")
            #expect(!rig.cell.isCellOn)
            await resume(engine)
        }
        #expect(report.outcome == .completed && rig.diary.count("cell hold") == 0)
        #expect(rig.journal.data(of: .paused).first?["cell"] == "off")
        rig.journal.checkCompleteness()
    }

    @Test func `a pause that is taken back while the device is asked leaves the measurement running`() async {
        let answer = Diary()
        let rig = rig { $0.answersHold = { await answer.wait(for: "now") } }
        let report = await rig.engine { tenPoints }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "cell hold")
            #expect(await engine.submit(.resume(acknowledge: nil), from: .test).effect == .forgetPause)
            answer.note("now")
        }
        #expect(report.outcome == .completed && report.points == 10)
        #expect(!rig.journal.events.contains("paused") && !rig.journal.events.contains("resumed"))
        rig.journal.checkCompleteness()
    }

    @Test func `a measurement that does not go on ends the run, its cell off`() async {
        let rig = rig { $0.refusesResume = true }
        let report = await rig.engine { tenPoints }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "paused")
            await resume(engine)
        }
        #expect(report.outcome == .failed && report.reason == "instrument_error")
        #expect(report.safe == [.cell: .confirmed] && !rig.cell.isCellOn)
        rig.journal.checkCompleteness()
    }

    @Test func `a stop ends a held measurement`() async {
        let rig = rig()
        let report = await rig.engine { tenPoints }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "paused")
            _ = await engine.submit(.stop(now: false), from: .test)
        }
        #expect(report.outcome == .stopped && report.reason == "command" && !rig.cell.isCellOn)
        rig.journal.checkCompleteness()
    }

    @Test func `a held step is skipped at once, and the run stays paused`() async {
        let rig = rig()
        let report = await rig.engine {
            tenPoints; RecordNote("next")
        }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "paused")
            #expect(await engine.submit(.skipStep, from: .test).status == .done)
            await rig.diary.wait(for: "step_skipped")
            #expect(!rig.cell.isCellOn && !rig.journal.events.contains("note"))
            await resume(engine)
        }
        #expect(report.outcome == .completed && rig.journal.events.contains("note"))
        rig.journal.checkCompleteness()
    }

    @Test func `a restart that is skipped while paused is not made`() async {
        let rig = rig(canHold: false)
        let report = await rig.engine {
            tenPoints.repeatable(); RecordNote("next")
        }.run(rig, at: "cell stall") { engine in
            await pauseNow(engine)
            await rig.diary.wait(for: "paused")
            #expect(await engine.submit(.skipStep, from: .test).status == .done)
            await resume(engine)
        }
        #expect(report.outcome == .completed && rig.diary.count("cell measure") == 1)
        #expect(rig.journal.data(of: .stepSkipped).map { $0["attempt"]?.int } == [2])
        rig.journal.checkCompleteness()
    }
}
