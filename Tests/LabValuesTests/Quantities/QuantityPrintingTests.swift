import LabValues
import Testing

struct QuantityPrintingTests {
    @Test func `a quantity prints with the prefix that suits it`() {
        #expect(ScanRate.voltsPerSecond(0.1).description == "100 mV/s")
        #expect(ElectricCurrent.amperes(1e-6).description == "1 \u{B5}A")
        #expect(ElectricCurrent.amperes(-1.5e-7).description == "-150 nA")
        #expect(Resistance.ohms(10_000).description == "10 kΩ")
        #expect(Resistance.ohms(999.5).description == "999.5 Ω")
        #expect(ElectrodePotential.volts(0).description == "0 V")
        #expect(ElectrodePotential.volts(-0.0).description == "0 V")
        #expect(ElectrodePotential.volts(12).description == "12 V")
        #expect(Volume.microlitres(2.5).description == "2.5 µL")
        #expect(Area.squareCentimetres(0.071).description == "0.071 cm²")
        #expect(ElapsedTime.seconds(3600).description == "3600 s")
        #expect(ElapsedTime.milliseconds(20).description == "20 ms")
    }

    @Test func `beyond the prefixes an exponent is printed`() {
        #expect(ElectricCurrent.amperes(1.5e-21).description == "1.5e-21 A")
        #expect(Resistance.ohms(2e15).description == "2e15 Ω")
    }

    @Test func `the unit of the bench is printed where it is exact and shorter`() {
        #expect(FlowRate.millilitresPerMinute(1).description == "1 mL/min")
        #expect(FlowRate.microlitresPerSecond(7).description == "7 µL/s")
        #expect(Temperature.degreesCelsius(25).description == "25 °C")
        #expect(Temperature.kelvins(300).description == "300 K")
    }

    @Test func `the name of a file has no blanks, slashes or Greek`() {
        #expect(ScanRate.millivoltsPerSecond(100).compactText == "100mVs")
        #expect(ElectrodePotential.volts(-0.3).compactText == "-300mV")
        #expect(ElectricCurrent.microamperes(5).compactText == "5uA")
        #expect(Resistance.kilohms(10).compactText == "10kohm")
        #expect(Area.squareCentimetres(2).compactText == "2cm2")
        #expect(Temperature.degreesCelsius(25).compactText == "25degC")
    }

    @Test func `what has no value prints without a trap`() {
        #expect(ElectrodePotential.volts(.nan).description == "nan V")
        #expect(FlowRate(value: .infinity).description == "inf L/s")
        #expect(Impedance(real: .ohms(.nan), imaginary: .ohms(1)).description.hasSuffix("Ω"))
    }

    @Test func `every finite number reads back to the identical bits, in every dimension`() throws {
        var random = SeededRandom(seed: 1)
        let edges = [
            Double.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e-18, 1e15, 1e21, 0.1,
        ]
        let numbers =
            edges + (0..<3_000).map { _ in random.nextFiniteDouble() }
            + (0..<3_000).map { _ in random.nextBenchDouble() }
        for number in numbers {
            try expectReadsBack(ElectrodePotential(value: number))
            try expectReadsBack(ElectricCharge(value: number))
            try expectReadsBack(Volume(value: number))
            try expectReadsBack(FlowRate(value: number))
            try expectReadsBack(Area(value: number))
            try expectReadsBack(Temperature(value: number))
            try expectReadsBack(ElapsedTime(value: number))
            try expectReadsBack(Angle(value: number))
        }
    }

    private func expectReadsBack<D>(_ quantity: Quantity<D>) throws {
        let back = try Quantity<D>(userText: quantity.userText)
        guard back.value.bitPattern == (quantity.value + 0).bitPattern else {
            Issue.record("\(quantity.value) printed \(quantity.userText) and read back as \(back.value)")
            return
        }
    }

    @Test func `every prefixed number has one to three digits before the point`() throws {
        var random = SeededRandom(seed: 2)
        for _ in 0..<2_000 {
            let exponent = Double.random(in: -18...14.99, using: &random)
            let text = ElectrodePotential.volts(Double.random(in: 1..<10, using: &random) * exp10(exponent)).userText
            let whole = text.prefix { $0 != "." && $0 != " " }
            #expect((1...3).contains(whole.count) && whole != "0", "\(text)")
        }
    }

    private func exp10(_ exponent: Double) -> Double { Double("1e\(Int(exponent.rounded(.down)))") ?? 1 }
}
