import LabValues
import Testing

struct ExperimentIDTests {
    @Test(arguments: [
        "a", "0", "20260115T103000Z-cyclic-voltammetry-7f3a", "A.b_c-d", String(repeating: "x", count: 64),
    ])
    func `a plain name is taken as it is`(text: String) throws {
        #expect(try ExperimentID(text).text == text)
    }

    @Test func `what a file name may not hold is refused by its fault`() {
        #expect(throws: MalformedExperimentID.empty) { try ExperimentID("") }
        let long = String(repeating: "x", count: 65)
        #expect(throws: MalformedExperimentID.tooLong(text: long, length: 65)) { try ExperimentID(long) }
        for text in [".hidden", "..", "-x", "_x", "/etc"] {
            #expect(throws: MalformedExperimentID.badStart(text: text)) { try ExperimentID(text) }
        }
        for text in ["a/b", "a b", "a\0", "a\n", "aé", "a测", "a\u{301}", "a:b"] {
            #expect(throws: MalformedExperimentID.badCharacter(text: text)) { try ExperimentID(text) }
        }
    }

    @Test(arguments: ["cyclic-voltammetry", "", "CV测量", "../../x", String(repeating: "long-", count: 50)])
    func `a name made for a run is one that may be given`(program: String) throws {
        let time = Timestamp(millisecondsSinceEpoch: 1_768_473_000_000)
        let made = ExperimentID(program: program, at: time, random: 0x000A)
        #expect(try ExperimentID(made.text) == made)
        #expect(made.text.hasPrefix("20260115T103000Z-") && made.text.hasSuffix("-000a"))
    }

    @Test func `names of later runs sort behind those of earlier ones`() {
        let times = [0, 1_768_473_000, 1_768_473_001, 4_102_444_800].map {
            Timestamp(millisecondsSinceEpoch: $0 * 1000)
        }
        let names = times.map { ExperimentID(program: "p", at: $0, random: .random(in: 0 ... .max)).text }
        #expect(names == names.sorted())
    }

    @Test func `a writer is eight digits, and an emulator is told by its serial number`() {
        #expect(WriterID(random: 0x9f2c).text == "00009f2c")
        let device = InstrumentIdentity(manufacturer: "m", model: "x", serialNumber: "SIM0001", firmware: "1")
        #expect(device.isSimulated)
    }
}
