import LabPrograms
import Testing

@Suite struct EstimateTests {
    private let cv = CyclicVoltammetry.example

    private func estimate(@StepBuilder _ content: () -> StepList) throws -> Estimate {
        try recipe(content).check(against: .oneCell).estimate
    }

    @Test func `fixed steps add up exactly`() throws {
        let total = try estimate {
            OpenCircuit(for: .seconds(10))
            Repeat(3) {
                Rest(.seconds(30))
                cv
            }
            RecordNote("done")
        }
        #expect(total.steps == 8 && total.mostSteps == 8)
        #expect(total.points == 100 + 3 * 161 && !total.pointsAreLowerBound)
        #expect(total.duration == .seconds(10) + .milliseconds(3 * (30_000 + 16_100)) && !total.isLowerBound)
        #expect(total.stopLatency == .milliseconds(200))
    }

    @Test func `code without an estimate makes the time a lower bound, and the points always`() throws {
        let unknown = try estimate {
            Rest(.seconds(1))
            Perform("code") { _ in }
        }
        #expect(unknown.duration == .seconds(1) && unknown.isLowerBound && unknown.longestDuration == nil)
        let known = try estimate { Perform("code", estimate: .seconds(60)) { _ in } }
        #expect(known.duration == .seconds(60) && !known.isLowerBound && known.pointsAreLowerBound)
    }

    @Test func `a loop that ends on data lasts from one round to all`() throws {
        let total = try estimate {
            RepeatUntil("until stable", atMost: 5) {
                Repeat(2) { Rest(.seconds(10)) }
            } until: { _ in
                true
            }
        }
        #expect(total.steps == 2 && total.mostSteps == 10)
        #expect(total.duration == .seconds(20) && total.longestDuration == .seconds(100) && total.isLowerBound)
        let once = try estimate {
            RepeatUntil("x", atMost: 1) {
                cv
            } until: { _ in
                true
            }
        }
        #expect(!once.isLowerBound && once.points == 161)
    }

    @Test func `each item has its own estimate`() throws {
        let checked = try recipe {
            cv
            RepeatUntil("x", atMost: 4) {
                Rest(.seconds(1))
            } until: { _ in
                true
            }
        }.check(against: .oneCell)
        let estimates = checked.items.map { checked.estimate(of: $0) }
        #expect(estimates.map(\.points) == [161, 0])
        #expect(estimates.map(\.longestDuration) == [.milliseconds(16_100), .seconds(4)])
        #expect(estimates.reduce(.none, +) == checked.estimate)
    }

    @Test func `sums beyond all measure are clamped`() throws {
        let total = try estimate { Repeat(1_000_000) { Rest(.clampLimit) } }
        #expect(total.duration == .clampLimit)
    }
}
