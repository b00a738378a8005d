import LabEngine
import LabValues
import Testing

@Suite struct LimitWatchTests {
    private func limits(_ text: String) throws -> SafetyLimits {
        var limits = SafetyLimits()
        for pair in text.split(separator: " ") {
            let parts = pair.split(separator: "=")
            try limits.set(String(parts[0]), to: String(parts[1]))
        }
        return limits
    }

    private func point(
        _ time: Double? = 0, e: Double? = 0, i: Double? = 0, _ change: (inout EchemPoint) -> Void = { _ in }
    ) -> EchemPoint {
        var point = EchemPoint(
            time: time.map { .seconds($0) }, potential: e.map { .volts($0) }, current: i.map { .amperes($0) })
        change(&point)
        return point
    }

    private func breach(_ text: String, _ points: EchemPoint...) throws -> String? {
        var watch = LimitWatch(try limits(text))
        return points.reduce(nil) { $0 ?? watch.check($1)?.limit.rawValue }
    }

    @Test(
        arguments: [
            ("e_max=0.5V", 0.5, nil), ("e_max=0.5V", 0.500001, "e_max"), ("e_min=-0.5V", -0.5, nil),
            ("e_min=-0.5V", -0.500001, "e_min"), ("e_max=0V", 1e-9, "e_max"), ("e_min=0V", -1e-9, "e_min"),
            ("e_min=-1V e_max=1V", 0.0, nil), ("e_max=0.5V", Double.nan, "e_max"), ("e_min=0V", Double.nan, "e_min"),
            ("e_max=0.5V", Double.infinity, "e_max"),
        ] as [(String, Double, String?)])
    func `potential`(_ text: String, _ value: Double, _ expected: String?) throws {
        #expect(try breach(text, point(e: value)) == expected)
        #expect(try breach(text, point(e: 0) { $0.measuredPotential = .volts(value) }) == expected, "as measured")
    }

    @Test(
        arguments: [
            ("i_max=1mA", 1e-3, nil), ("i_max=1mA", 1.0001e-3, "i_max"), ("i_min=-1mA", -1e-3, nil),
            ("i_min=-1mA", -1.0001e-3, "i_min"), ("i_max=0A", 1e-12, "i_max"), ("i_min=0A", -1e-12, "i_min"),
            ("i_max=1mA", -5, nil), ("i_min=-1mA", 5, nil), ("i_max=1mA", Double.nan, "i_max"),
            ("i_min=-1mA", Double.nan, "i_min"),
        ] as [(String, Double, String?)])
    func `current`(_ text: String, _ value: Double, _ expected: String?) throws {
        #expect(try breach(text, point(i: value)) == expected)
    }

    @Test func `a value that did not come breaches an armed limit, and only that`() throws {
        #expect(try breach("i_max=1mA", point(i: nil)) == "i_max")
        #expect(try breach("e_min=-1V", point(e: nil)) == "e_min")
        #expect(try breach("e_max=1V", point(i: nil)) == nil)
        #expect(try breach("q_max=1C", point(i: nil)) == "q_max")
        #expect(try breach("q_max=1C", point(i: .nan)) == "q_max", "a NaN is no current")
        #expect(try breach("q_max=1C", point(nil)) == "q_max", "without a time there is no charge")
    }

    @Test func `without limits nothing breaches`() throws {
        let bad = point(nil, e: nil, i: nil) { $0.status = [.overload] }
        #expect(try breach("", bad, point(e: .nan, i: .nan), point(e: 1e9, i: 1e9)) == nil)
    }

    @Test func `an open circuit measures no current, so that current limits say nothing`() throws {
        let open = point(e: 0.1, i: nil) { $0.measuresCurrent = false }
        #expect(try breach("i_max=1mA i_min=-1mA q_max=1C", open) == nil)
        #expect(try breach("e_max=50mV", open) == "e_max")
    }

    @Test(
        arguments: [
            ("i_max=1mA", 1e-5, "i_max"), ("i_max=1mA", -1e-5, nil), ("i_min=-1mA", -1e-5, "i_min"),
            ("i_min=-1mA", 1e-5, nil), ("i_max=1mA i_min=-1mA", -1e-5, "i_min"), ("i_max=1mA", nil, "i_max"),
            ("i_min=-1mA", nil, "i_min"), ("i_max=1mA", Double.nan, "i_max"), ("i_min=-1mA", Double.nan, "i_min"),
            ("e_max=1V", 1e-5, nil),
        ] as [(String, Double?, String?)])
    func `an overload breaches the limit on its side`(_ text: String, _ value: Double?, _ expected: String?) throws {
        for range in [nil, ElectricCurrent.microamperes(10)] {
            let overloaded = point(i: value) {
                $0.status = [.overload]
                $0.range = range
            }
            #expect(try breach(text, overloaded) == expected)
        }
    }

    @Test func `charge is the trapezium over time`() throws {
        var watch = LimitWatch(SafetyLimits())
        for (time, current) in [(0.0, 0.0), (1, 2), (3, 4)] { _ = watch.check(point(time, i: current)) }
        #expect(watch.charge == .coulombs(1 + 6))
        _ = watch.check(point(4, i: nil))
        _ = watch.check(point(5, i: 4))
        #expect(watch.charge == .coulombs(15), "bridged over the missing value")
        _ = watch.check(point(2, i: 100))
        #expect(watch.charge == .coulombs(15), "time does not go back")
    }

    @Test func `a phase begins its own time, and its charge counts`() {
        var watch = LimitWatch(SafetyLimits())
        _ = watch.check(point(0, i: 1) { $0.phase = .conditioning })
        _ = watch.check(point(2, i: 1) { $0.phase = .conditioning })
        _ = watch.check(point(5, i: 1))
        _ = watch.check(point(6, i: 1))
        #expect(watch.charge == .coulombs(3))
    }

    @Test func `charge is limited on both sides, and at the limit it is kept`() throws {
        #expect(try breach("q_max=2C", point(0, i: 1), point(2, i: 1)) == nil)
        #expect(try breach("q_max=2C", point(0, i: 1), point(2.1, i: 1)) == "q_max")
        #expect(try breach("q_min=-2C", point(0, i: -1), point(2, i: -1)) == nil)
        #expect(try breach("q_min=-2C", point(0, i: -1), point(2.1, i: -1)) == "q_min")
        #expect(try breach("q_max=0C", point(0, i: 1)) == nil)
    }

    @Test func `a breach says limit, value, evidence and action`() throws {
        var set = try limits("i_max=1mA")
        set.actions[.currentMaximum] = .pause
        var watch = LimitWatch(set)
        let found = watch.check(point(i: 2e-3))
        let breach = try #require(found)
        #expect(breach.code == "limit:i_max" && breach.action == .pause)
        #expect("\(breach)".contains("i_max=1 mA"))
    }
}
