import LabValues
import Testing

struct QuantityReadingTests {
    @Test(arguments: ["100mV/s", "100 mV/s", "0.1V/s", ".1 V/s", "+1e-1 V/s", "1E2mV/s", "\t6 V/min ", "100 mV s⁻¹"])
    func `one scan rate is read from all its spellings`(_ text: String) throws {
        #expect(try ScanRate(userText: text) == .millivoltsPerSecond(100))
    }

    @Test(arguments: ["-0.3V", "\u{2212}0.3 V", "-300 mV", "-3e-1\u{A0}V"])
    func `a minus sign may be ASCII or typographic`(_ text: String) throws {
        #expect(try ElectrodePotential(userText: text) == .volts(-0.3))
    }

    @Test(arguments: ["1.5uA", "1.5 \u{B5}A", "1.5 \u{3BC}A", "1500 nA", "0.0015mA", "1.5e-6 A"])
    func `micro may be u, micro sign or Greek mu`(_ text: String) throws {
        #expect(try ElectricCurrent(userText: text) == .microamperes(1.5))
    }

    @Test(arguments: ["10k\u{3A9}", "10 k\u{2126}", "10kohm", "10000 Ohm", "0.01 Mohm"])
    func `ohm may be spelled or drawn with either omega`(_ text: String) throws {
        #expect(try Resistance(userText: text) == .kilohms(10))
    }

    @Test func `every quantity reads its own units`() throws {
        #expect(try ElectricCharge(userText: "2 mAh") == .milliampereHours(2))
        #expect(try ElectricCharge(userText: "2 mAh") == .coulombs(7.2))
        #expect(try ElectricCharge(userText: "3 µC") == .microcoulombs(3))
        #expect(try Frequency(userText: "2.5 kHz") == .hertz(2500))
        #expect(try Frequency(userText: "10 mHz") == .millihertz(10))
        #expect(try Capacitance(userText: "20uF") == .microfarads(20))
        #expect(try Volume(userText: "5 ml") == .millilitres(5))
        #expect(try Volume(userText: "5 mL") == Volume(userText: "5 cm3"))
        #expect(try FlowRate(userText: "1 mL/min") == .millilitresPerMinute(1))
        #expect(try FlowRate(userText: "7uL/s") == .microlitresPerSecond(7))
        #expect(try Area(userText: "0.071 cm2") == .squareCentimetres(0.071))
        #expect(try Area(userText: "7.1 mm²") == .squareMillimetres(7.1))
        #expect(try ElapsedTime(userText: "1.5 min") == .seconds(90))
        #expect(try ElapsedTime(userText: "2 d") == .seconds(172_800))
    }

    @Test func `milli and mega are told apart by their capital`() throws {
        #expect(try Resistance(userText: "1 mohm") == .milliohms(1))
        #expect(try Resistance(userText: "1 Mohm") == .megohms(1))
    }

    @Test(arguments: ["25 °C", "25degC", "298.15 K", "298.15K"])
    func `a temperature is read in kelvins or degrees Celsius`(_ text: String) throws {
        #expect(try Temperature(userText: text) == .degreesCelsius(25))
    }

    @Test func `absolute zero in degrees Celsius is zero, not too small a number`() throws {
        #expect(try Temperature(userText: "-273.15 °C") == .zero)
    }

    @Test func `a prefix is part of one literal, never a multiplication`() throws {
        #expect(try ElectricCurrent(userText: "0.1 uA").amperes == 1e-7)
        #expect(try ElectricCurrent(userText: "3.3 nA").amperes == 3.3e-9)
        #expect(try Volume(userText: "0.7 µL").cubicMetres == 0.7e-9)
    }

    @Test func `an emulator's cell may leave the unit out`() throws {
        #expect(try Resistance(userText: "10k", assumingUnit: true) == .kilohms(10))
        #expect(try Resistance(userText: "100", assumingUnit: true) == .ohms(100))
        #expect(try Capacitance(userText: "20u", assumingUnit: true) == .microfarads(20))
        #expect(try Capacitance(userText: "20 µF", assumingUnit: true) == .microfarads(20))
        #expect(throws: MalformedValue.self) { try Capacitance(userText: "20x", assumingUnit: true) }
    }

    @Test func `a negative zero is zero`() throws {
        #expect(try ElectrodePotential(userText: "-0 V").volts.sign == .plus)
    }
}
