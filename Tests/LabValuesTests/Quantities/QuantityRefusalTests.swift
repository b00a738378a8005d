import LabValues
import Testing

struct QuantityRefusalTests {
    @Test func `a bare number is told which unit it needs`() {
        let error = refusal(of: "100", as: ScanRate.self)
        #expect(error == .missingUnit(text: "100", example: "100 mV/s", dimension: "scan rate"))
        #expect(error?.description == "“100” has no unit: a scan rate needs one, for example 100 mV/s")
    }

    @Test func `a unit of another dimension is recognised`() {
        let error = refusal(of: "5V", as: ScanRate.self)
        #expect(
            error?.description == "“5V” is an electric potential, as V says, but a scan rate is needed,"
                + " for example 100 mV/s")
    }

    @Test func `C is the coulomb, not a degree`() {
        let error = refusal(of: "25 C", as: Temperature.self)
        #expect(
            error
                == .wrongDimension(
                    text: "25 C", unit: "C", isA: "electric charge", expected: "temperature", example: "25 °C"))
    }

    @Test func `an unknown unit is answered with the known ones`() {
        let error = refusal(of: "100mv/s", as: ScanRate.self)
        #expect(
            error?.description == "“100mv/s” has the unknown unit “mv/s”: a scan rate is written in"
                + " mV/s, V/s, mV/min, V/min (capital and small letters differ)")
    }

    @Test(arguments: ["0,5 V", "1,000 V", "-,5 V"])
    func `a comma in a number is refused with a hint`(_ text: String) {
        let error = refusal(of: text, as: ElectrodePotential.self)
        #expect(error == .decimalComma(text: text, expected: "electric potential", example: "0.5 V"))
    }

    @Test(arguments: ["", " ", "V", ".", "-", "e5 V", "nan V", "inf V", "--1 V", "٣ V", "\u{0}"])
    func `what does not begin with a number is refused`(_ text: String) {
        let error = refusal(of: text, as: ElectrodePotential.self)
        #expect(error == .noNumber(text: text, expected: "electric potential", example: "0.5 V"))
    }

    @Test(arguments: ["1e999 V", "1e99999999999999999999 V", "1e308 kV"])
    func `a number beyond Double is refused`(_ text: String) {
        #expect(
            refusal(of: text, as: ElectrodePotential.self) == .notFinite(text: text, expected: "electric potential")
        )
    }

    @Test(arguments: ["1e-999 V", "1e-99999999999999999999 V", "1e-320 fV"])
    func `a number too small to be told from zero is refused`(_ text: String) {
        #expect(
            refusal(of: text, as: ElectrodePotential.self) == .vanishing(text: text, expected: "electric potential")
        )
    }

    @Test(arguments: ["1 mmin", "1 m", "1 V/", "1 V V", "1_000 V", "1 mm V", "1e V", "1 \u{1F9EA}"])
    func `nonsense after a number is an unknown unit`(_ text: String) {
        guard case .unknownUnit = refusal(of: text, as: ElectrodePotential.self) else {
            Issue.record("\(text) was taken for something")
            return
        }
    }

    @Test func `a long text is shortened in the sentence, not in the fact`() throws {
        let text = String(repeating: "x", count: 10_000)
        let error = try #require(refusal(of: text, as: ElectrodePotential.self))
        #expect(error.description.count < 200)
        #expect(error == .noNumber(text: text, expected: "electric potential", example: "0.5 V"))
    }

    @Test func `random texts are read or refused, never a trap`() {
        var random = SeededRandom(seed: 7)
        let letters = Array("0123456789.,+-−eEmMkuµVAsΩ°C/ jhd²\u{301}\u{0}")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...12, using: &random)).map { _ in letters.randomElement(using: &random)! })
            _ = Result { try ElectrodePotential(userText: text, assumingUnit: true) }
            _ = refusal(of: text, as: Duration.self)
            _ = refusal(of: text, as: Impedance.self)
            _ = refusal(of: text, as: Int.self)
        }
    }
}
