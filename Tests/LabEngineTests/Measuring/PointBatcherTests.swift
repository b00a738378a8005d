import LabEngine
import LabValues
import Testing

@Suite struct PointBatcherTests {
    private func point(_ time: Double, _ change: (inout EchemPoint) -> Void = { _ in }) -> EchemPoint {
        var point = EchemPoint(time: .seconds(time), potential: nil, current: nil)
        change(&point)
        return point
    }

    @Test func `the hundredth point travels with those before it`() {
        var batcher = PointBatcher()
        for index in 0..<99 { #expect(batcher.add(point(Double(index))) == nil) }
        #expect(batcher.add(point(99))?.map { $0.time?.seconds } == (0..<100).map { Double($0) })
        #expect(batcher.take() == nil)
    }

    @Test func `cycle, segment and phase never mix in a batch`() {
        let changes: [(inout EchemPoint) -> Void] = [{ $0.cycle = 2 }, { $0.segment = 2 }, { $0.phase = .hold }]
        for change in changes {
            var batcher = PointBatcher()
            #expect(batcher.add(point(0)) == nil)
            #expect(batcher.add(point(1, change)) == [point(0)])
            #expect(batcher.take() == [point(1, change)])
        }
    }
}
