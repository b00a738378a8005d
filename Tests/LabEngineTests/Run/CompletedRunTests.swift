import LabEngine
import LabPrograms
import LabPublishing
import Testing

@Suite(.timeLimit(.minutes(1))) struct CompletedRunTests {
    @Test func `a completed run says each thing once and in order`() async {
        let rig = Rig()
        let report = await rig.run {
            tenPoints
            Rest(.milliseconds(100))
            RecordNote("water changed")
        }
        #expect(report.outcome == .completed && report.reason == nil && report.exitCode == 0)
        #expect(report.steps == 3 && report.points == 10 && report.safe == [.cell: .confirmed])
        #expect(
            rig.journal.events.filter { $0 != "heartbeat" } == [
                "experiment_started", "cell_state", "step_started", "cell_state", "cell_state", "step_completed",
                "step_started", "step_completed", "step_started", "note", "step_completed", "cell_state",
                "experiment_finished",
            ])
        #expect(rig.journal.data(of: .cellState).map { $0["cell"]?.text } == ["off", "on", "off", "off"])
        #expect(rig.journal.batches.flatMap(\.points).count == 10)
        rig.journal.checkCompleteness()
        #expect(rig.diary.has("cell makeSafe orderly", before: "experiment_finished"))
        #expect(rig.diary.has("experiment_finished", before: "drain"))
        #expect(rig.diary.has("cell disconnect", before: "cell close wire"))
    }

    @Test func `steps carry index, path and attempt, and the last word their points`() async {
        let rig = Rig()
        _ = await rig.run {
            Group("rates") {
                for _ in 0..<2 { tenPoints }
            }
            RecordNote("done")
        }
        let starts = rig.journal.data(of: .stepStarted)
        #expect(starts.map { $0["step_index"]?.int } == [0, 1, 2])
        #expect(starts.map { $0["step_path"]?.text } == ["rates[0]/CA", "rates[1]/CA", "Note"])
        #expect(starts.allSatisfy { $0["attempt"]?.int == 1 })
        #expect(rig.journal.batches.map(\.stepIndex) == [0, 1])
        #expect(
            rig.journal.data(of: .experimentFinished).first?["points_per_step"]?.elements == [10, 10, 0])
    }

    @Test(arguments: [9, 11]) func `a wrong number of points is a warning, not a failure`(_ delivered: Int) async {
        var behaviour = ToyDevice.Behaviour()
        behaviour.points = delivered
        let rig = Rig(behaviour)
        let report = await rig.run { tenPoints }
        #expect(report.outcome == .completed && report.points == delivered)
        let warning = rig.journal.data(of: .warning).first
        #expect(warning?["predicted"] == 10 && warning?["delivered"]?.int == delivered)
    }

    @Test func `the list of points per step is cut where a message would grow too long`() async {
        let rig = Rig()
        let report = await rig.run { Repeat(10_050) { RecordNote("x") } }
        let end = rig.journal.data(of: .experimentFinished).first
        #expect(report.steps == 10_050)
        #expect(end?["points_per_step"]?.elements?.count == 10_000 && end?["points_per_step_is_cut"] == true)
    }

    @Test func `a run whose last word does not fit did not complete`() async {
        let rig = Rig(capacity: 5)
        let report = await rig.run { RecordNote("x") }  // started, cell, step, note, step; then nothing fits
        #expect(report.outcome == .stopped && report.reason == "outbox_full" && report.exitCode == 3)
        #expect(report.safe == [.cell: .confirmed])
    }
}
