import LabValues
import Testing

struct PlainParameterTests {
    @Test func `a whole number is counted in digits`() throws {
        #expect(try Int(userText: " 3 ") == 3)
        #expect(try Int(userText: "\u{2212}12") == -12)
        #expect(try Int(userText: "007") == 7)
        #expect(refusal(of: "3.5", as: Int.self) == .notWhole(text: "3.5"))
        #expect(refusal(of: "1e3", as: Int.self) == .notWhole(text: "1e3"))
        #expect(
            refusal(of: "3 V", as: Int.self) == .unexpectedUnit(text: "3 V", unit: "V", expected: "whole number"))
        for extreme in [Int.min, .max, 0] { #expect(try Int(userText: extreme.userText) == extreme) }
    }

    @Test func `a whole number beyond 64 bits is out of range`() {
        guard case .outOfRange = refusal(of: "9223372036854775808", as: Int.self) else {
            Issue.record("it was taken")
            return
        }
    }

    @Test func `a plain number takes no unit and keeps its bits`() throws {
        #expect(try Double(userText: "1e-3") == 0.001)
        #expect(refusal(of: "5V", as: Double.self) == .unexpectedUnit(text: "5V", unit: "V", expected: "number"))
        #expect(refusal(of: "1e999", as: Double.self) == .notFinite(text: "1e999", expected: "number"))
        var random = SeededRandom(seed: 4)
        for number in [-0.0] + (0..<3_000).map({ _ in random.nextFiniteDouble() }) {
            #expect(try Double(userText: number.userText).bitPattern == number.bitPattern)
        }
    }

    @Test func `yes and no are also true and false`() throws {
        #expect(try Bool(userText: "YES") && Bool(userText: "true"))
        #expect(try !Bool(userText: "no") && !Bool(userText: " False"))
        #expect(refusal(of: "1", as: Bool.self) == .notYesOrNo(text: "1"))
        #expect(true.userText == "yes" && false.userText == "no")
    }

    @Test func `a text is itself`() {
        #expect(String(userText: " Ag/AgCl, 3 M KCl ").userText == " Ag/AgCl, 3 M KCl ")
    }

    @Test(arguments: ["100-50j ohm", "100 - 50j Ω", "100\u{2212}50i Ω", "0.1-0.05j kohm", "1e2-5e1johm"])
    func `an impedance is read in one unit for both parts`(_ text: String) throws {
        #expect(try Impedance(userText: text) == Impedance(real: .ohms(100), imaginary: .ohms(-50)))
    }

    @Test func `an impedance may lack either part`() throws {
        #expect(try Impedance(userText: "100 ohm") == Impedance(real: .ohms(100)))
        #expect(try Impedance(userText: "-50j ohm") == Impedance(real: .zero, imaginary: .ohms(-50)))
    }

    @Test func `an impedance that is none is refused with the text as written`() {
        #expect(
            refusal(of: "100-50j V", as: Impedance.self)
                == .wrongDimension(
                    text: "100-50j V", unit: "V", isA: "electric potential", expected: "impedance", example: "100-50j Ω"
                ))
        #expect(
            refusal(of: "100-50 ohm", as: Impedance.self)
                == .notComplex(text: "100-50 ohm", expected: "impedance", example: "100-50j Ω"))
        #expect(refusal(of: "100-50j", as: Impedance.self)?.description.contains("has no unit") == true)
    }

    @Test func `a printed impedance reads back to the identical one`() throws {
        #expect(Impedance(real: .ohms(100), imaginary: .ohms(-50)).userText == "100-50j Ω")
        #expect(Impedance(real: .kilohms(1.2), imaginary: .ohms(0)).userText == "1.2+0j kΩ")
        var random = SeededRandom(seed: 5)
        for _ in 0..<2_000 {
            let wild = Impedance(
                real: .ohms(random.nextFiniteDouble()), imaginary: .ohms(random.nextFiniteDouble()))
            let tame = Impedance(real: .ohms(random.nextBenchDouble()), imaginary: .ohms(random.nextBenchDouble()))
            #expect(try Impedance(userText: wild.userText) == wild)
            #expect(try Impedance(userText: tame.userText) == tame)
        }
    }
}
