import LabEmulation
import Testing

struct FaultPlanTests {
    @Test func `a fault comes at its point, once`() throws {
        var plan = try FaultPlan(["garble@3", "garble"])
        let strikes = (0...5).map { plan.strikes(.garble, after: $0) }
        #expect(strikes == [false, true, false, true, false, false])
        #expect(plan.fired == 2)
        let isEmpty = plan.isEmpty
        #expect(isEmpty)
    }

    @Test func `a fault that lasts is counted once`() throws {
        var plan = try FaultPlan(joined: "overload@1+nan@2")
        let strikes = (0...3).map { plan.strikes(.overload, after: $0) }
        #expect(strikes == [false, true, true, true])
        #expect(plan.fired == 1)
        let others = (0...3).map { plan.strikes(.nan, after: $0) }
        #expect(others == [false, false, true, false])
        #expect(plan.fired == 2)
        let isEmpty = plan.isEmpty
        #expect(!isEmpty)
    }

    @Test(arguments: ["", "smoke", "garble+nan", "garble@", "garble@-1", "garble@x", "garble@1.5", "@3", "garble@٣"])
    func `what is no fault is refused with all that exist`(text: String) {
        let error = #expect(throws: FaultPlanError.self) { try FaultPlan([text]) }
        let sentence = error?.description ?? ""
        for kind in FaultKind.allCases { #expect(sentence.contains(kind.rawValue)) }
        #expect(sentence.contains("'\(text)'"))
    }

    @Test func `every kind has a word of its own and is read back`() throws {
        for kind in FaultKind.allCases { #expect(try Fault("\(Fault(kind, at: 7))") == Fault(kind, at: 7)) }
        #expect(try Fault("stall") == Fault(.stall, at: 1))
    }

    @Test func `an emulator that says nothing of faults refuses them`() {
        let error = #expect(throws: EmulatorError.self) {
            try Mute(
                model: "", cell: .redox, speed: .max, state: EmulatorState(), faults: FaultPlan([Fault(.nan)]))
        }
        #expect(error == .showsNoFaults(name: "mute"))
    }

    private struct Mute: InstrumentEmulator {
        static let name = "mute"
        static let models = ["only"]
        let state: EmulatorState
        init(
            model: String, cell: CellDescription, speed: EmulatorSpeed, state: EmulatorState
        ) throws(EmulatorError) { self.state = state }
        func serve(_ channel: any DeviceChannel) {}
    }
}
