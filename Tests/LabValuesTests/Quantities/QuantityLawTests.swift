import LabValues
import Testing

struct QuantityLawTests {
    @Test func `like quantities add, scale and compare`() {
        #expect(ElectrodePotential.volts(0.5) - .volts(0.25) == .millivolts(250))
        #expect(-ElectrodePotential.volts(0.5) == .volts(-0.5))
        #expect(2 * ElectricCurrent.microamperes(3) / 2 == .microamperes(3))
        #expect(ScanRate.voltsPerSecond(1) / ScanRate.voltsPerSecond(4) == 0.25)
        #expect(abs(ElectrodePotential.volts(-1)) == .volts(1))
        #expect(ElectrodePotential.volts(-1).magnitude == .volts(1))
        #expect((ElectrodePotential.volts(-2) ... .volts(2)).contains(.volts(0.3)))
        #expect([ScanRate.voltsPerSecond(1), .millivoltsPerSecond(20)].min() == .millivoltsPerSecond(20))
    }

    @Test func `a scan's potential, rate and time belong together`() {
        #expect(ElectrodePotential.volts(0.8) / ScanRate.millivoltsPerSecond(100) == Duration.seconds(8))
        #expect(ScanRate.millivoltsPerSecond(100) * Duration.seconds(8) == ElectrodePotential.volts(0.8))
        #expect(ElectrodePotential.volts(0.8) / Duration.seconds(8) == ScanRate.millivoltsPerSecond(100))
    }

    @Test func `Ohm's law holds in all three directions`() {
        #expect(ElectrodePotential.volts(1) / Resistance.kilohms(10) == ElectricCurrent.microamperes(100))
        #expect(ElectricCurrent.milliamperes(2) * Resistance.ohms(500) == ElectrodePotential.volts(1))
        #expect(Resistance.ohms(500) * ElectricCurrent.milliamperes(2) == ElectrodePotential.volts(1))
        #expect(ElectrodePotential.volts(1) / ElectricCurrent.milliamperes(2) == Resistance.ohms(500))
    }

    @Test func `charge is current in time, and fills a capacitance`() {
        #expect(ElectricCurrent.milliamperes(1) * Duration.seconds(3600) == ElectricCharge.milliampereHours(1))
        #expect(ElectricCharge.coulombs(2) / Capacitance.farads(4) == ElectrodePotential.volts(0.5))
        #expect(Capacitance.farads(2) * ScanRate.voltsPerSecond(0.5) == ElectricCurrent.amperes(1))
        #expect(Resistance.ohms(1000) * Capacitance.microfarads(20) == Duration.milliseconds(20))
    }

    @Test func `a flow moves a volume in a time`() {
        #expect(Volume.litres(3) / FlowRate(value: 0.001) == Duration.seconds(3))
        #expect(FlowRate(value: 0.25) * Duration.seconds(2) == Volume.cubicMetres(0.5))
    }

    @Test func `a duration that no clock can hold is clamped, and one without value is zero`() {
        #expect(ElectrodePotential.volts(1) / ScanRate.zero == Duration.clampLimit)
        #expect(ElectrodePotential.volts(-1) / ScanRate.zero == .zero - Duration.clampLimit)
        #expect(ElectrodePotential.zero / ScanRate.zero == Duration.zero)
        #expect(Frequency.hertz(0).period == Duration.clampLimit)
        #expect(Frequency.hertz(50).period == .milliseconds(20))
    }

    @Test func `an impedance has a magnitude and a phase`() {
        let capacitive = Impedance(real: .ohms(300), imaginary: .ohms(-400))
        #expect(capacitive.magnitude == .ohms(500))
        #expect(Impedance(real: .zero, imaginary: .ohms(-1)).phase == .degrees(-90))
    }
}
