import LabPrograms
import Testing

@Suite struct MeasurementTests {
    private func point(_ time: Double, _ potential: Double?, _ current: Double?) -> EchemPoint {
        EchemPoint(
            time: .seconds(time), potential: potential.map { .volts($0) }, current: current.map { .amperes($0) })
    }

    private func measurement(_ points: [EchemPoint]) -> Measurement {
        Measurement(CyclicVoltammetry.example.technique, points: points)
    }

    @Test func `phases and points that were not recorded are left out`() {
        var conditioning = point(0, 0, 9)
        conditioning.phase = .equilibration
        var unseen = point(0, 0, 9)
        unseen.isRecorded = false
        #expect(measurement([conditioning, unseen, point(1, 0, 1)]).points.count == 1)
    }

    @Test func `the charge is the area under the current, gaps left out`() {
        #expect(measurement([point(0, 0, 1), point(1, 0, 1), point(3, 0, 3)]).charge == .coulombs(5))
        #expect(measurement([point(0, 0, 1), point(1, 0, nil), point(2, 0, 1)]).charge == .zero)
        #expect(Measurement(CyclicVoltammetry.example.technique, points: [], charge: .coulombs(2)).charge.value == 2)
    }

    @Test func `extremes and last values skip what is missing`() {
        let scan = measurement([point(0, 0.1, -1), point(1, 0.2, 2), point(2, nil, nil)])
        #expect(scan.maximumCurrent == .amperes(2) && scan.minimumCurrent == .amperes(-1))
        #expect(scan.lastPotential == .volts(0.2) && scan.lastCurrent == .amperes(2))
        let nothing = measurement([])
        #expect(nothing.maximumCurrent == nil && nothing.lastPotential == nil && nothing.peak(.anodic) == nil)
    }

    @Test func `a peak is a summit within a scan, never its end or its turn`() throws {
        /// Down to −0.5 V and back with a dip at −0.2 V, a hump at −0.1 V, and a steep rise of current at the turn.
        func current(_ potential: Double, _ centre: Double, _ sign: Double) -> Double {
            let distance = (potential - centre) / 0.05
            return sign / (1 + distance * distance) + sign * 30 * max(0, -potential - 0.4)
        }
        let down = (0...100).map { -0.005 * Double($0) }
        let points =
            down.enumerated().map { point(Double($0), $1, current($1, -0.2, -1)) }
            + down.reversed().dropFirst().enumerated().map { point(101 + Double($0), $1, current($1, -0.1, 1)) }
        let scan = measurement(points)
        let cathodic = try #require(scan.peak(.cathodic)?.potential)
        let anodic = try #require(scan.peak(.anodic)?.potential)
        #expect(abs(cathodic.volts + 0.2) < 1e-9 && abs(anodic.volts + 0.1) < 1e-9)
        #expect(scan.peak(.anodic, inCycle: 2) == nil)
    }

    @Test func `a straight line has no peak`() {
        let line = (0..<100).map { point(Double($0), 0.01 * Double($0), 0.01 * Double($0)) }
        #expect(measurement(line).peak(.anodic) == nil && measurement(line).peak(.cathodic) == nil)
    }
}
