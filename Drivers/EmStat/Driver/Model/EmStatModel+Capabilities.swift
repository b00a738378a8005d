import LabValues

extension EmStatModel {
    /// What the model can do, for a plan.
    var capabilities: PotentiostatCapabilities {
        let bounds =
            min(
                lowSpeed.potentials.lowerBound, highSpeed.potentials.lowerBound)...max(
                lowSpeed.potentials.upperBound, highSpeed.potentials.upperBound)
        var capabilities = PotentiostatCapabilities(
            model: title, techniques: [.openCircuit, .chronoamperometry, .linearSweep, .cyclic], potential: bounds,
            potentialWindow: lowSpeed.window, currentRanges: lowSpeed.ladder.fullScales,
            interval: shortestInterval ... .seconds(3600), smallestStep: min(lowSpeed.bit, highSpeed.bit),
            canHold: true, bestSafeState: .confirmed, realise: { realised($0) }, stopLatency: Self.stopLatency)
        capabilities.furtherFaults = { faults(of: $0) }
        return capabilities
    }

    /// The technique with the step and the turning points that the converter makes of it.
    func realised(_ asked: Technique) -> Technique {
        let mode = mode(for: asked)
        switch asked {
        case .openCircuit, .chronoamperometry: return asked
        case .linearSweep(var sweep):
            let stairs = Staircase(step: sweep.step, rate: sweep.scanRate, bit: mode.bit)
            let way = stairs.way([sweep.begin, sweep.end], in: mode)
            (sweep.step, sweep.begin, sweep.end) = (stairs.step, way[0], way[1])
            return .linearSweep(sweep)
        case .cyclic(var scan):
            let stairs = Staircase(step: scan.step, rate: scan.scanRate, bit: mode.bit)
            let way = stairs.way([scan.begin, scan.vertex1, scan.vertex2], in: mode)
            scan.step = stairs.step
            (scan.begin, scan.vertex1, scan.vertex2) = (way[0], way[1], way[2])
            return .cyclic(scan)
        }
    }

    /// One iteration of the device, which is never longer than a second, and a margin for the wire.
    static func stopLatency(_ technique: Technique) -> Duration {
        longestIteration(technique) + .milliseconds(200)
    }

    /// The longest time between two points on the wire.
    static func longestIteration(_ technique: Technique) -> Duration {
        let rest: Duration = technique.value.equilibration > .zero ? equilibrationInterval : .zero
        return max(min(technique.value.interval, .seconds(1)), rest)
    }

    /// Time between points while the cell rests at the first potential.
    static let equilibrationInterval = Duration.milliseconds(100)
}
