import LabEngine
import LabInstruments
import LabPrograms
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1))) struct ResumptionTests {
    private func resumption(_ rig: Rig, serial: String = "TOY1") -> Resumption {
        var resumption = Resumption(
            firstItem: 1, firstStep: "Repeat[1]/CA", stepIndex: 1, previousOutcome: "interrupted", lastSeq: 41,
            lastMoment: rig.clock.wallTime + .seconds(-3))
        resumption.attempts = [1: 2]
        resumption.pointsPerStep = [10]
        resumption.identities = [
            .cell: InstrumentIdentity(manufacturer: "Toys", model: "Toy", serialNumber: serial, firmware: "1")
        ]
        return resumption
    }

    private func run(_ rig: Rig, _ resumption: Resumption) async -> RunReport {
        await rig.engine(resumption: resumption) { Repeat(3) { tenPoints } }.run()
    }

    @Test func `a run goes on at its step, counts on, and says from where`() async {
        let rig = Rig()
        let report = await run(rig, resumption(rig))
        #expect(report.outcome == .completed && report.steps == 3 && report.points == 30)
        #expect(!rig.journal.events.contains("experiment_started"))
        let facts = rig.journal.data(of: .experimentResumed)
        #expect(facts.count == 1 && rig.journal.events.first == "experiment_resumed")
        #expect(facts.first?["previous_outcome"] == "interrupted" && facts.first?["last_seq"] == 41)
        #expect(facts.first?["first_step"] == "Repeat[1]/CA" && facts.first?["attempt"] == 3)
        #expect(facts.first?["gap_seconds"]?.double ?? 0 >= 3)
        #expect(facts.first?["program"]?["digest"] != nil && facts.first?["instruments"]?.elements?.count == 1)
        let starts = rig.journal.data(of: .stepStarted)
        #expect(starts.map { $0["step_index"]?.int } == [1, 2])
        #expect(starts.map { $0["attempt"]?.int } == [3, 1])
        #expect(rig.journal.data(of: .stepCompleted).map { $0["attempt"]?.int } == [3, 1])
        #expect(Set(rig.journal.batches.map { [$0.stepIndex, $0.attempt] }) == [[1, 3], [2, 1]])
        #expect(rig.journal.data(of: .experimentFinished).first?["points_per_step"] == [10, 10, 10])
    }

    @Test func `another instrument is refused before anything is said, its wire closed`() async {
        let rig = Rig()
        let report = await run(rig, resumption(rig, serial: "TOY2"))
        #expect(report.outcome == .refused && report.reason == "wrong_instrument" && report.exitCode == 4)
        #expect(rig.journal.messages.isEmpty && rig.diary.count("cell close wire") == 1)
        #expect(rig.diary.count("cell measure") == 0)
    }

    @Test func `a run in which nothing is left to do completes`() async {
        let rig = Rig()
        var resumption = resumption(rig)
        (resumption.firstItem, resumption.firstStep, resumption.stepIndex) = (3, nil, 3)
        let report = await run(rig, resumption)
        #expect(report.outcome == .completed && report.steps == 3)
        #expect(rig.journal.data(of: .stepStarted).isEmpty)
    }
}

@Suite(.timeLimit(.minutes(1))) struct HeartbeatTests {
    @Test func `a heartbeat says state, step, points, time left, and what is not delivered`() async {
        let rig = Rig(hurry: 100)
        rig.journal.pending = 17
        _ = await rig.run {
            tenPoints
            Rest(.seconds(25))
        }
        let beats = rig.journal.data(of: .heartbeat)
        let last = beats.last
        #expect(!beats.isEmpty && last?["state"] == "running" && last?["undelivered"] == 17)
        #expect(last?["step"] == 2 && last?["steps"] == 2 && last?["points"] == 10)
        #expect(last?["eta_s"]?.double ?? -1 >= 0)
    }
}
