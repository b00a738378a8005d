import LabInstruments
import LabValues
import Testing

@testable import LabEngine

/// An instrument that another process left behind.
struct InstrumentRescueTests {
    private func rescue(
        _ behaviour: ToyDevice.Behaviour, knownAs serial: String? = "TOY1", hurry: Int = 100
    ) async -> (finding: InstrumentRescue.Finding, device: ToyDevice) {
        let device = ToyDevice("cell", behaviour, diary: Diary())
        device.switchCell(on: true)
        let source = InstrumentSource(role: .cell, driver: ToyPotentiostat.self, address: "toy@cell") {
            try device.open()
        }
        let finding = await InstrumentRescue.makeSafe(source, knownAs: serial, clock: HurriedClock(factor: hurry))
        return (finding, device)
    }

    @Test func `it is found, switched off, and given back`() async {
        let (finding, device) = await rescue(.init())
        #expect(finding.state == .confirmed)
        #expect(finding.identity?.serialNumber == "TOY1")
        #expect(!device.isCellOn)
        #expect(device.diary.lines.contains("cell makeSafe now"))
        #expect(device.diary.lines.last == "cell close wire")
    }

    @Test func `another device is asked who it is, and told nothing`() async {
        let (finding, device) = await rescue(.init(serials: ["TOY2"]))
        #expect(finding.state == .unconfirmed)
        #expect(finding.identity == nil)
        #expect(
            finding.troubles.first?.contains("Toy TOY2 answers, not the device with the serial number TOY1") == true)
        #expect(device.diary.lines == ["cell open", "cell identify", "cell close wire"])
    }

    @Test func `whoever answers is taken where nobody was named`() async {
        let (finding, device) = await rescue(.init(serials: ["TOY2"]), knownAs: nil)
        #expect(finding.state == .confirmed)
        #expect(!device.isCellOn)
    }

    @Test func `a conversation that fails is begun anew`() async {
        let (finding, device) = await rescue(.init(safe: [.fails, .state(.confirmed)]))
        #expect(finding.state == .confirmed)
        #expect(device.openings == 2)
    }

    @Test func `a device that comes instead while the wire is opened anew is told nothing`() async {
        let (finding, device) = await rescue(.init(safe: [.fails, .state(.confirmed)], serials: ["TOY1", "TOY2"]))
        #expect(finding.state == .unconfirmed)
        #expect(device.diary.lines.count { $0.hasPrefix("cell makeSafe") } == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `what never answers is given up, with the reason`() async {
        let (finding, _) = await rescue(.init(identifyHangs: true))
        #expect(finding.state == .unconfirmed)
        #expect(finding.identity == nil)
        #expect(!finding.troubles.isEmpty)
    }
}
