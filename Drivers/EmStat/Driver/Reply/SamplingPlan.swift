import LabValues

/// Which of the points on the wire are recorded, and how many the wire will bring.
struct SamplingPlan: Sendable {
    private struct Leg: Sendable {
        var deviceSteps: Int
        var recorded: Int
    }

    private let every: Int
    private let legs: [Leg]
    private var leg = 0
    private var step = 0
    private var taken = 0

    /// How many points the device will send.
    let devicePoints: Int

    /// The plan of a technique as it was realised with stairs of whole `bit`s.
    init(_ realised: Technique, bit: ElectrodePotential) {
        switch realised {
        case .openCircuit(let rest): self.init(TimeSeries(interval: rest.interval), points: rest.pointCount)
        case .chronoamperometry(let hold): self.init(TimeSeries(interval: hold.interval), points: hold.pointCount)
        case .linearSweep(let sweep):
            let stairs = Staircase(step: sweep.step, rate: sweep.scanRate, bit: bit)
            self.init(stairs, way: [sweep.begin, sweep.end], cycles: 1)
        case .cyclic(let scan):
            let stairs = Staircase(step: scan.step, rate: scan.scanRate, bit: bit)
            self.init(stairs, way: [scan.begin, scan.vertex1, scan.vertex2, scan.begin], cycles: scan.cycles)
        }
    }

    private init(_ series: TimeSeries, points: Int) {
        let (device, overflow) = points.multipliedReportingOverflow(by: series.every)
        (every, legs, devicePoints) = (series.every, [], overflow ? .max : device)
    }

    private init(_ stairs: Staircase, way: [ElectrodePotential], cycles: Int) {
        let legs = zip(way, way.dropFirst()).map { from, to in
            let steps = stairs.deviceSteps(from: from, to: to)
            let recorded = ((to - from).magnitude / stairs.step).rounded()
            return Leg(deviceSteps: steps, recorded: recorded < 1e9 ? Int(recorded) : steps)
        }
        every = stairs.every
        self.legs = legs
        devicePoints = legs.map(\.deviceSteps).reduce(0, +) * cycles + 1
        step = -1
    }

    /// Whether the next point is recorded; call it once for every point.
    mutating func takesNext() -> Bool {
        guard every > 1 else { return true }
        step += 1
        guard !legs.isEmpty else { return step % every == 0 }
        if step == 0 { return true }
        while step > legs[leg].deviceSteps { nextLeg() }
        let isTaken = taken < legs[leg].recorded && (step % every == 0 || step == legs[leg].deviceSteps)
        if isTaken { taken += 1 }
        return isTaken
    }

    private mutating func nextLeg() {
        step -= legs[leg].deviceSteps
        (leg, taken) = ((leg + 1) % legs.count, 0)
    }
}
