import LabTesting
import LabValues
import Synchronization
import Testing

@testable import LabEngine

@Suite struct StepSamplerTests {
    private final class Sent: Sendable {
        private let state = Mutex([PointBatch]())
        var batches: [PointBatch] { state.withLock { $0 } }
        func add(_ batch: PointBatch) { state.withLock { $0.append(batch) } }
    }

    private let clock = ManualClock()
    private let sent = Sent()

    private func sampler(
        predicted: Int = 1000, keeps: Bool = false, _ change: (inout SafetyLimits) -> Void = { _ in }
    ) -> StepSampler {
        var limits = SafetyLimits()
        change(&limits)
        return StepSampler(
            .init(technique: .cyclic, instrument: .cell, stepIndex: 3, attempt: 1, isSimulated: true),
            predicted: predicted, limits: limits, keepsPoints: keeps, clock: clock, timeline: Timeline(clock),
            send: { [sent] in sent.add($0) })
    }

    private func point(
        _ time: Double, i: Double = 0, _ change: (inout EchemPoint) -> Void = { _ in }
    ) -> EchemPoint {
        var point = EchemPoint(time: .seconds(time), potential: .volts(0), current: .amperes(i))
        change(&point)
        return point
    }

    @Test func `a point waits fifty milliseconds and no longer`() throws {
        let sampler = sampler()
        try sampler.take(point(0))
        clock.advance(by: .milliseconds(30))
        try sampler.take(point(0.03))
        clock.advance(by: .milliseconds(19))
        #expect(sent.batches.isEmpty)
        clock.advance(by: .milliseconds(1))
        #expect(sent.batches.map(\.points.count) == [2])
        try sampler.take(point(0.05))
        clock.advance(by: .milliseconds(50))
        #expect(sent.batches.map(\.points.count) == [2, 1])
    }

    @Test func `points stay in order and in batches of a hundred`() throws {
        let sampler = sampler()
        for index in 0..<250 { try sampler.take(point(Double(index))) }
        let tally = sampler.finish().tally
        #expect(sent.batches.map(\.points.count) == [100, 100, 50] && tally.points == 250)
        #expect(sent.batches.flatMap(\.points).map { $0.time?.seconds } == (0..<250).map { Double($0) })
        #expect(sent.batches.allSatisfy { $0.stepIndex == 3 && $0.isSimulated && $0.technique == .cyclic })
    }

    @Test func `a point that is not recorded reaches the limits, not the journal`() throws {
        let sampler = sampler { $0.currentMaximum = .amperes(1) }
        try sampler.take(point(0) { $0.isRecorded = false })
        #expect(throws: LimitBreach.self) { try sampler.take(point(1, i: 2) { $0.isRecorded = false }) }
        #expect(sampler.finish().tally.points == 0 && sent.batches.isEmpty)
    }

    @Test func `time zero belongs to the phase, and the measurement keeps its own`() throws {
        let sampler = sampler()
        try sampler.take(point(0) { $0.phase = .conditioning })
        clock.advance(by: .seconds(10))
        try sampler.take(point(1))  // began at 9 s
        clock.advance(by: .seconds(5))
        try sampler.take(point(0) { $0.phase = .hold })
        clock.advance(by: .seconds(5))
        try sampler.take(point(2))
        _ = sampler.finish()
        #expect(sent.batches.map(\.phase) == [.conditioning, nil, .hold, nil])
        #expect(sent.batches.map { $0.t0.millisecondsSinceEpoch } == [0, 9000, 15000, 9000])
    }

    @Test func `the breaching point is recorded, thrown, and the last one`() throws {
        let sampler = sampler { $0.currentMaximum = .amperes(1) }
        try sampler.take(point(0))
        #expect(throws: LimitBreach.self) { try sampler.take(point(1, i: 2)) }
        #expect(throws: LimitBreach.self) { try sampler.take(point(2, i: 0)) }
        let (tally, _) = sampler.finish()
        #expect(tally.points == 2 && sent.batches.flatMap(\.points).count == 2 && sampler.breach != nil)
    }

    @Test func `nothing is taken after the end`() throws {
        let sampler = sampler()
        try sampler.take(point(0))
        _ = sampler.finish()
        #expect(throws: CancellationError.self) { try sampler.take(point(1)) }
        clock.advance(by: .seconds(1))
        #expect(sent.batches.flatMap(\.points).count == 1)
    }

    @Test func `points beyond the prediction breach when they are more than suffered`() throws {
        let sampler = sampler(predicted: 2) { $0.excessPoints = 1 }
        for index in 0..<3 { try sampler.take(point(Double(index))) }
        try sampler.take(point(0) { $0.phase = .hold })
        #expect(throws: LimitBreach.self) { try sampler.take(point(3)) }
        #expect(sampler.breach?.evidence == .points(4))
    }

    @Test func `the tally counts points, phases, cycles and flags`() throws {
        let sampler = sampler(keeps: true)
        try sampler.take(point(0) { $0.phase = .equilibration })
        try sampler.take(point(0, i: 1) { $0.status = [.overload, .timingError] })
        try sampler.take(
            point(1, i: 1) {
                $0.cycle = 2
                $0.status = [.underload]
                $0.potential = .volts(0.3)
            })
        let (tally, kept) = sampler.finish()
        #expect(tally.points == 2 && tally.phasePoints == 1 && tally.cycles == 2 && kept.count == 2)
        #expect(tally.overloads == 1 && tally.underloads == 1 && tally.timingErrors == 1)
        #expect(tally.lastPotential == .volts(0.3) && tally.charge == .coulombs(1))
    }

    @Test func `a sampler that is gone keeps no alarm alive`() throws {
        weak var gone: StepSampler?
        do {
            let sampler = sampler()
            try sampler.take(point(0))
            _ = sampler.finish()
            gone = sampler
        }
        #expect(gone == nil)
        clock.advance(by: .seconds(1))
    }
}
