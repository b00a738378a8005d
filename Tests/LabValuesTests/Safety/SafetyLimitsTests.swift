import LabValues
import Testing

@Suite struct SafetyLimitsTests {
    private func set(_ name: String, _ text: String) throws -> SafetyLimits {
        var limits = SafetyLimits()
        try limits.set(name, to: text)
        return limits
    }

    @Test(
        arguments: [
            ("1mA", nil, nil), ("1mA,for=3", .points(3), nil), ("1 mA, for = 200 ms", .time(.milliseconds(200)), nil),
            ("1mA,action=pause", nil, .pause), ("1mA,for=3,action=endStep", .points(3), .endStep),
            ("1mA,action=stop,for=2s", .time(.seconds(2)), .stop),
        ] as [(String, LimitDwell?, LimitAction?)])
    func `a limit is a value, how long, and what happens`(
        _ text: String, _ dwell: LimitDwell?, _ action: LimitAction?
    ) throws {
        let limits = try set("i_max", text)
        #expect(limits.currentMaximum == .milliamperes(1))
        #expect(limits.dwell[.currentMaximum] == dwell && limits.actions[.currentMaximum] == action)
    }

    @Test(
        arguments: [
            ("i_max", "1mA,"), ("i_max", "1mA,for"), ("i_max", "1mA,for="), ("i_max", "1mA,for=0"),
            ("i_max", "1mA,for=-1"), ("i_max", "1mA,for=0s"), ("i_max", "1mA,for=3points"), ("i_max", "1mA,for=1V"),
            ("i_max", "1mA,action=Stop"), ("i_max", "1mA,action="), ("i_max", "1mA,then=stop"), ("i_max", ",for=3"),
            ("i_max", ""), ("silence", "3s,for=2"), ("step_time", "3s,for=2s"), ("excess_points", "3,for=2"),
        ])
    func `what is no limit is refused`(_ name: String, _ text: String) {
        #expect(throws: BadLimit.self) { try set(name, text) }
    }

    @Test(arguments: [
        "i_max=1 mA", "e_min=-200 mV,for=3", "q_max=2 C,for=200 ms,action=pause", "i_max=1 mA,for=3,for=2 s",
        "step_time=30 s",
    ])
    func `what is shown can be read again`(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let limits = try set(parts[0], parts[1])
        let name = try #require(LimitName(rawValue: parts[0]))
        #expect(try limits == set(parts[0], #require(limits.text(of: name))))
    }

    @Test func `of two limits the tighter value, the graver action and the shorter dwell hold`() throws {
        let one = try set("i_max", "1mA,for=3,action=pause"), two = try set("i_max", "2mA,for=2s")
        for both in [one.tightened(by: two), two.tightened(by: one)] {
            #expect(both.currentMaximum == .milliamperes(1))
            #expect(both.actions[.currentMaximum] == .stop, "a limit that says nothing stops")
            #expect(both.dwell[.currentMaximum]?.points == 3 && both.dwell[.currentMaximum]?.time == .seconds(2))
        }
        let plain = try set("i_max", "5mA")
        #expect(one.tightened(by: plain).dwell[.currentMaximum] == nil, "no dwell is the shortest")
        #expect(one.tightened(by: SafetyLimits()) == one)
        #expect(SafetyLimits().tightened(by: one) == one)
    }

    @Test func `an action or a dwell without a limit changes nobody else's`() throws {
        var other = SafetyLimits()
        other.dwell[.currentMaximum] = .points(9)
        let one = try set("i_max", "1mA")
        #expect(one.tightened(by: other).dwell[.currentMaximum] == nil)
        other.actions[.currentMaximum] = .endStep
        #expect(one.tightened(by: other).actions[.currentMaximum] == .stop)
    }
}
