import Testing

@testable import EmStatDriver

@Suite struct LiteralTests {
    @Test(arguments: [
        (0.0005, "500u"), (-1.023, "-1023m"), (0.1, "100m"), (0, "0"), (-0.0, "0"), (1, "1"), (10, "10"), (0.3, "300m"),
        (200_000, "200k"), (1000, "1k"), (0.001, "1m"), (1.001, "1001m"), (2.565e3, "2565"), (1e-12, "1p"),
        (100e-6, "100u"), (1.17e-6, "1170n"), (0.1 + 0.2, "300m"), (1e18, "1E"), (3.5e-18, "4a"), (1e-19, "0"),
        (2.147483647, "2147483647n"), (2.147483648, "2147484u"), (1e-300, "0"), (2.5e-308, "0"),
    ])
    func `a number is an integer and a prefix`(_ value: Double, _ text: String) {
        #expect(MethodScriptLiteral(value).description == text)
    }

    private struct Source {
        var state: UInt64 = 7
        mutating func next(_ count: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 30) % count
        }
    }

    private func value(_ literal: MethodScriptLiteral) -> Double {
        let power = (0..<literal.exponent.magnitude).reduce(1.0) { power, _ in power * 10 }
        return literal.exponent < 0 ? Double(literal.mantissa) / power : Double(literal.mantissa) * power
    }

    @Test func `a decimal of up to seven digits comes back exactly`() {
        var source = Source()
        for _ in 0..<20_000 {
            let digits = Double(source.next(10_000_000)) * (source.next(2) == 0 ? 1 : -1)
            let number = digits / [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e9, 1e12][Int(source.next(10))]
            #expect((value(MethodScriptLiteral(number)) - number).magnitude <= 1e-9 * number.magnitude)
        }
    }

    @Test func `whatever the number, the nearest that 32 bits hold is written`() {
        var source = Source()
        for _ in 0..<20_000 {
            let number =
                (Double(source.next(1 << 33)) / Double(1 << 33) + 1e-10) * [1e-6, 1e-3, 1, 1e3][Int(source.next(4))]
            let written = MethodScriptLiteral(number)
            let unit = (0..<written.exponent.magnitude).reduce(1.0) { power, _ in
                written.exponent < 0 ? power / 10 : power * 10
            }
            let error = (value(written) - number).magnitude
            #expect(error <= unit / 2 * 1.000001)
            #expect(error <= 2.4e-7 * number)
        }
    }
}
