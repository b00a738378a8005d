import LabEngine
import LabInstruments
import LabPrograms
import Testing

@Suite(.timeLimit(.minutes(1))) struct FailureTests {
    private func faulty(_ error: any Error & Sendable, _ change: (inout ToyDevice.Behaviour) -> Void = { _ in })
        -> ToyDevice.Behaviour
    {
        var behaviour = ToyDevice.Behaviour()
        behaviour.fault = (4, error)
        change(&behaviour)
        return behaviour
    }

    private func safe(_ answers: ToyDevice.Answer...) -> ToyDevice.Behaviour {
        var behaviour = ToyDevice.Behaviour()
        behaviour.safe = answers
        return behaviour
    }

    @Test func `an instrument's own error fails the run with its text`() async {
        struct Broken: LabFault { var description: String { "The fuse is blown." } }
        let rig = Rig(faulty(Broken()))
        let report = await rig.run {
            tenPoints; tenPoints
        }
        #expect(report.outcome == .failed && report.reason == "instrument_error" && report.exitCode == 1)
        #expect(report.fault?.message == "CA: The fuse is blown." && report.points == 4)
        #expect(rig.journal.data(of: .stepFailed).first?["message"]?.text == "The fuse is blown.")
        #expect(report.safe == [.cell: .confirmed] && !rig.cell.isCellOn)
        rig.journal.checkCompleteness()
    }

    @Test func `a lost link is said, and the cell made safe on a new wire`() async {
        let rig = Rig(faulty(LinkError.unplugged(address: "x")) { $0.safe = [.fails, .state(.confirmed)] })
        let report = await rig.run { tenPoints }
        #expect(report.outcome == .failed && report.reason == "link_lost" && report.exitCode == 1)
        #expect(rig.journal.data(of: .linkLost).count == 1 && rig.cell.openings == 2)
        #expect(report.safe == [.cell: .confirmed])
        rig.journal.checkCompleteness()
    }

    @Test func `an error in a measurement of author code fails the run even when it is caught`() async {
        let rig = Rig(faulty(LinkError.silent(address: "x", waited: .seconds(1))))
        let report = await rig.run { Perform("p") { bench in _ = try? await bench.measure(tenPoints) } }
        #expect(report.reason == "instrument_error")
        rig.journal.checkCompleteness()
    }

    @Test func `an instrument whose check fails is tried on new wires and then given up in words`() async {
        let rig = Rig(safe(.state(.unconfirmed)))
        let report = await rig.run { tenPoints }
        #expect(report.outcome == .completed && report.exitCode == 5 && report.safe == [.cell: .unconfirmed])
        #expect(rig.cell.openings == 3 && report.safetyTroubles.count == 1)
        #expect(rig.journal.data(of: .cellState).last?["cell"]?.text == "unknown")
        rig.journal.checkCompleteness()
    }

    @Test func `an off command without a check is acknowledged, no more and no less`() async {
        let report = await Rig(safe(.state(.acknowledged))).run { tenPoints }
        #expect(report.exitCode == 0 && report.safe == [.cell: .acknowledged] && report.safetyTroubles.isEmpty)
    }

    @Test(arguments: [ToyDevice.Answer.hangs, .hangsUnlessCancelled, .fails])
    func `an instrument that never becomes safe is unconfirmed within the deadlines`(_ answer: ToyDevice.Answer) async {
        let rig = Rig(safe(answer), hurry: 20)
        let report = await rig.run { tenPoints }
        #expect(report.exitCode == 5 && report.safe == [.cell: .unconfirmed] && rig.cell.openings == 3)
        #expect(report.duration < .seconds(60))
        rig.journal.checkCompleteness()
    }

    @Test func `another device on the new wire is not taken for the one that was lost`() async {
        var behaviour = safe(.fails, .state(.confirmed))
        behaviour.serials = ["TOY1", "TOY2"]
        let rig = Rig(behaviour)
        let report = await rig.run { tenPoints }
        #expect(report.exitCode == 5 && rig.diary.count("cell makeSafe now") == 0)
        #expect(report.safetyTroubles.first?.contains("TOY2") == true)
    }

    @Test func `of two instruments the one that is not safe is named`() async {
        let rig = Rig(second: safe(.state(.unconfirmed)))
        let report = await rig.run { tenPoints }
        #expect(report.exitCode == 5)
        #expect(report.safe == [.cell: .confirmed, InstrumentRole(rawValue: "other"): .unconfirmed])
        #expect(report.safetyTroubles.count == 1 && report.safetyTroubles[0].hasPrefix("other "))
        rig.journal.checkCompleteness()
    }

    @Test func `when the second instrument does not answer, the first is made safe`() async {
        var absent = ToyDevice.Behaviour()
        absent.identifyFault = LinkError.notFound(address: "x")
        let rig = Rig(second: absent)
        let report = await rig.run { tenPoints }
        #expect(report.outcome == .refused && report.reason == "not_reachable" && report.exitCode == 4)
        #expect(report.safe == [.cell: .confirmed] && rig.diary.count("cell measure") == 0)
        #expect(rig.diary.lines.contains("other close wire") && rig.diary.count("other makeSafe orderly") == 0)
        rig.journal.checkCompleteness()
    }

    @Test func `a wrong instrument is refused before the first step, without a word`() async {
        var wrong = ToyDevice.Behaviour()
        wrong.identifyFault = WrongInstrument(expected: "Toy", answer: "kettle")
        let rig = Rig(wrong)
        let report = await rig.run { tenPoints }
        #expect(report.outcome == .refused && report.reason == "wrong_instrument" && report.exitCode == 4)
        #expect(rig.journal.messages.isEmpty && rig.diary.lines.last == "close")
    }

    @Test func `a device that does not say who it is, is not reachable`() async {
        var mute = ToyDevice.Behaviour()
        mute.identifyHangs = true
        let rig = Rig(mute, hurry: 20)
        let report = await rig.run { tenPoints }
        #expect(report.reason == "not_reachable" && report.exitCode == 4)
        #expect(rig.diary.lines.contains("cell close wire"))
    }

    @Test func `a program that the model that answered cannot run is refused`() async {
        var slow = ToyDevice.Behaviour()
        slow.interval = .seconds(1)...Duration.seconds(2)
        let rig = Rig(slow)
        let report = await rig.run { tenPoints }
        #expect(report.outcome == .refused && report.reason == "invalid_input" && report.exitCode == 2)
        #expect(rig.diary.count("cell measure") == 0 && report.safe == [.cell: .confirmed])
        #expect(!rig.journal.events.contains("experiment_started"))
        rig.journal.checkCompleteness()
    }

    @Test func `two instruments under one name are refused before any is opened`() async {
        let rig = Rig(second: .init())
        let report = await rig.engine(roles: ["cell", "cell"]) { tenPoints }.run()
        #expect(report.exitCode == 2 && rig.cell.openings == 0 && rig.journal.messages.isEmpty)
    }

    @Test func `a skip does not hide that the cell could not be switched off`() async {
        var behaviour = safe(.state(.unconfirmed))
        (behaviour.stall, behaviour.ignoresCancellation) = (3, true)
        let rig = Rig(behaviour, hurry: 20)
        let report = await rig.engine {
            tenPoints; tenPoints
        }.run(rig, at: "cell stall") { engine in
            #expect(await engine.submit(.skipStep, from: .test).status == .accepted)
        }
        #expect(report.reason == "instrument_error" && report.exitCode == 5 && rig.diary.count("cell measure") == 1)
        rig.journal.checkCompleteness()
    }
}
