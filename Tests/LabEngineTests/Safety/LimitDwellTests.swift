import LabEngine
import LabValues
import Testing

/// Limits that must be exceeded for a while.
@Suite struct LimitDwellTests {
    private func watch(_ pairs: (String, String)...) throws -> LimitWatch {
        var limits = SafetyLimits()
        for (name, text) in pairs { try limits.set(name, to: text) }
        return LimitWatch(limits)
    }

    private func point(_ time: Double?, _ i: Double?, _ change: (inout EchemPoint) -> Void = { _ in }) -> EchemPoint {
        var point = EchemPoint(
            time: time.map { .seconds($0) }, potential: .volts(0), current: i.map { .amperes($0) })
        change(&point)
        return point
    }

    /// The number of the point that breaches, from 1.
    private func breach(_ watch: LimitWatch, _ points: [EchemPoint]) -> Int? {
        var watch = watch
        return points.firstIndex { watch.check($0) != nil }.map { $0 + 1 }
    }

    @Test func `so many points in a row breach, the last of them`() throws {
        let watch = try watch(("i_max", "1mA,for=3"))
        #expect(breach(watch, (0..<5).map { point(Double($0), 2e-3) }) == 3)
        let broken = [2e-3, 2e-3, 0, 2e-3, 2e-3, 0, 2e-3, 2e-3, 2e-3].enumerated().map { point(Double($0), $1) }
        #expect(breach(watch, broken) == 9, "one good point begins the count anew")
    }

    @Test func `so much time breaches, by the instrument's own clock`() throws {
        let watch = try watch(("i_max", "1mA,for=200ms"))
        #expect(breach(watch, (0..<9).map { point(Double($0) * 0.05, 2e-3) }) == 5)
        #expect(breach(watch, [point(0, 2e-3), point(10, 2e-3)]) == 2, "time goes on between points")
    }

    @Test(arguments: [nil, Double.nan, 0.0] as [Double?])
    func `where nobody can say how long, the limit breaches at once`(_ time: Double?) throws {
        let watch = try watch(("i_max", "1mA,for=200ms"))
        #expect(breach(watch, [point(0, 2e-3), point(time, 2e-3), point(0.01, 2e-3)]) == 2)
    }

    @Test func `both sides are counted apart, and one limit's wait is not another's`() throws {
        let watch = try watch(("i_max", "1mA,for=2"), ("i_min", "-1mA,for=2"), ("e_max", "1V,for=9"))
        let swinging = (0..<6).map { point(Double($0), $0 % 2 == 0 ? 2e-3 : -2e-3) { $0.potential = .volts(2) } }
        #expect(breach(watch, swinging) == nil)
        #expect(breach(watch, [swinging[0], swinging[2]]) == 2)
    }

    @Test func `no dwell lets bad points pass for longer than it says`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let count = Int.random(in: 1...6, using: &random)
            let watch = try watch(("i_max", "1mA,for=\(count)"), ("i_min", "-1mA,for=\(count)"))
            let points = (0..<12).map { bad($0, using: &random) }
            let found = try #require(breach(watch, points))
            #expect(found <= 2 * count, "an overload may be on either side; a row on one side is shorter than \(count)")
        }
    }

    /// A reading that says nothing, lies beyond, or is overloaded on either side.
    private func bad(_ index: Int, using random: inout SystemRandomNumberGenerator) -> EchemPoint {
        let time: Double? = [Double(index), nil, .nan].randomElement(using: &random) ?? nil
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return point(time, nil)
        case 1: return point(time, .nan)
        case 2: return point(time, 0) { $0.status = [.overload] }
        default: return point(time, nil) { $0.status = [.overload] }
        }
    }

    @Test func `two sets of limits together are never looser than each alone`() throws {
        var random = SystemRandomNumberGenerator()
        var breaches = 0
        for _ in 0..<5000 {
            let (one, two) = (limits(using: &random), limits(using: &random))
            let points = (0..<12).map { any($0, using: &random) }
            let both = try #require([(one.tightened(by: two)), two.tightened(by: one)].randomElement(using: &random))
            let together = first(both, points)
            for alone in [one, two].compactMap({ first($0, points) }) {
                breaches += 1
                let together = try #require(together, "\(one) \(two)")
                #expect(together.place <= alone.place, "\(one) \(two)")
                guard together.place == alone.place, together.breach.limit == alone.breach.limit else { continue }
                #expect(together.breach.action.isAsGrave(as: alone.breach.action))
            }
        }
        #expect(breaches > 1000, "the points breach often enough to say something")
    }

    private func first(_ limits: SafetyLimits, _ points: [EchemPoint]) -> (place: Int, breach: LimitBreach)? {
        var watch = LimitWatch(limits)
        for (place, point) in points.enumerated() { if let found = watch.check(point) { return (place, found) } }
        return nil
    }

    private func any(_ index: Int, using random: inout SystemRandomNumberGenerator) -> EchemPoint {
        let current = [nil, .nan, -2e-3, -1e-3, 0, 1e-3, 2e-3].randomElement(using: &random) ?? 0
        return point(Double(index) * 0.1, current) { point in
            point.potential = .volts(Double.random(in: -1...1, using: &random))
            if Bool.random(using: &random) { point.status = [.overload] }
        }
    }

    private func limits(using random: inout SystemRandomNumberGenerator) -> SafetyLimits {
        var limits = SafetyLimits()
        let value = Double.random(in: 0...1, using: &random)
        for name in LimitName.allCases where name.isOfReadings && Int.random(in: 0..<3, using: &random) == 0 {
            switch name {
            case .potentialMinimum: limits.potentialMinimum = .volts(-value)
            case .potentialMaximum: limits.potentialMaximum = .volts(value)
            case .currentMinimum: limits.currentMinimum = .milliamperes(-2 * value)
            case .currentMaximum: limits.currentMaximum = .milliamperes(2 * value)
            case .chargeMinimum: limits.chargeMinimum = .coulombs(-1e-4 * value)
            default: limits.chargeMaximum = .coulombs(1e-4 * value)
            }
        }
        for name in LimitName.allCases where name.isOfReadings {
            limits.actions[name] = [nil, .stop, .pause, .endStep].randomElement(using: &random) ?? nil
            limits.dwell[name] =
                [nil, .points(Int.random(in: 1...4, using: &random)), .time(.milliseconds(150))]
                .randomElement(using: &random) ?? nil
        }
        return limits
    }
}

extension LimitAction {
    fileprivate func isAsGrave(as other: LimitAction) -> Bool {
        let order: [LimitAction] = [.endStep, .pause, .stop]
        return (order.firstIndex(of: self) ?? 0) >= (order.firstIndex(of: other) ?? 0)
    }
}
