import Glibc
import LabEmulation
import Testing

struct RedoxCellTests {
    @Test func `the sum of exponentials equals the direct sum over all steps`() {
        var cell = RedoxCell.cellA
        let potentials = staircase(step: 0.001).prefix(1200)
        let interval = 0.01
        var shares = [cell.bulkReducedShare]
        var worst = 0.0
        for (index, potential) in potentials.enumerated() {
            shares.append(1 / (1 + exp(cell.inverseThermalPotential * (potential - cell.formalPotential))))
            let current = cell.advance(by: interval, .held(at: potential)).current
            var direct = 0.0
            for step in 0...index {
                direct += (shares[step + 1] - shares[step]) / (Double(index - step + 1) * interval).squareRoot()
            }
            direct *= -cell.scale
            worst = max(worst, abs(current - direct) / abs(direct))
        }
        #expect(worst < 1e-6)
    }

    @Test(arguments: [1e-5, 1, 1e4, 1e6])
    func `a potential step follows Cottrell over eleven decades of time`(seconds: Double) {
        var cell = RedoxCell.cellA
        let current = cell.advance(by: seconds, .held(at: -1)).current
        let cottrell = -cell.scale * (1 - cell.bulkReducedShare) / seconds.squareRoot()
        #expect(abs(current / cottrell - 1) < 1e-6)
    }

    @Test(
        arguments: [
            (0.5, 1, 0.4255, -31.4, 63.5), (0.5, 0.5, 0.4375, -29.8, 60.2), (0.5, 0.25, 0.4498, -28.1, 56.9),
            (1, 1, 0.4172, -32.6, 66.0), (1, 0.5, 0.4340, -30.3, 61.3), (1, 0.25, 0.4513, -28.1, 56.8),
            (2, 1, 0.4059, -34.3, 69.4), (2, 0.5, 0.4290, -31.1, 62.9), (2, 0.25, 0.4535, -28.1, 56.7),
            (5, 1, 0.3847, -37.6, 76.1), (5, 0.5, 0.4195, -32.9, 66.5), (5, 0.25, 0.4579, -28.4, 57.3),
            (10, 1, 0.3627, -41.6, 84.3), (10, 0.5, 0.4094, -35.1, 71.0), (10, 0.25, 0.4627, -29.5, 59.7),
        ] as [(Double, Double, Double, Double, Double)])
    func `a staircase gives the exact peaks of its table`(
        step: Double, fraction: Double, height: Double, position: Double, separation: Double
    ) {
        let rate = 0.1
        var cell = RedoxCell(
            area: 0.0706858, diffusionCoefficient: 1e-5, oxidised: 1e-6, reduced: 0, formalPotential: 0.1)
        let interval = step / 1000 / rate
        let points = staircase(step: step / 1000).map { potential in
            let reading = cell.advance(by: fraction * interval, .held(at: potential))
            if fraction < 1 { _ = cell.advance(by: (1 - fraction) * interval, .held(at: potential)) }
            return reading
        }
        let turn = points.count / 2
        let cathodic = peak(of: points[...turn].map { CellReading(potential: $0.potential, current: -$0.current) })
        let anodic = peak(of: Array(points[(turn + 1)...]))
        let normal = 96485.33212 * 0.0706858 * 1e-6 * (1e-5 * cell.inverseThermalPotential * rate).squareRoot()
        #expect(abs(cathodic.current / normal - height) < 0.0005)
        #expect(abs((cathodic.potential - cell.formalPotential) * 1000 - position) < 0.3)
        #expect(abs((anodic.potential - cathodic.potential) * 1000 - separation) < 0.4)
    }

    @Test func `switching off stirs the solution and leaves the Nernst potential`() {
        var cell = RedoxCell.cellA
        let fresh = cell.advance(by: 1, .held(at: -0.3))
        _ = cell.advance(by: 100, .held(at: -0.3))
        let open = cell.advance(by: 0, .open)
        #expect(open.current == 0)
        #expect(abs(open.potential - (0.1 + 4 * 0.0591593)) < 1e-5)
        #expect(cell.advance(by: 1, .held(at: -0.3)) == fresh)
    }

    /// 0.5 → −0.2 → 0.5 V, the first potential once: the table was computed with its turn 300 mV past *E*½.
    private func staircase(step: Double) -> [Double] {
        let count = Int((0.7 / step).rounded())
        let down = (0...count).map { 0.5 - Double($0) * step }
        return down + down.dropLast().reversed()
    }

    /// The top of a parabola through the highest point and its neighbours.
    private func peak(of points: [CellReading]) -> CellReading {
        let inner = points.indices.dropFirst().dropLast()
        guard let top = inner.max(by: { points[$0].current < points[$1].current }) else {
            return CellReading(potential: .nan, current: .nan)
        }
        let (left, middle, right) = (points[top - 1].current, points[top].current, points[top + 1].current)
        let shift = 0.5 * (left - right) / (left - 2 * middle + right)
        let step = points[top + 1].potential - points[top].potential
        return CellReading(
            potential: points[top].potential + shift * step, current: middle - 0.25 * (left - right) * shift)
    }
}
