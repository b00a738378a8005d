import LabValues

extension EmStatModel {
    /// The mode a technique is run in; depends on what was asked only, so that a plan and a script agree.
    ///
    /// Low speed wherever it suffices: its bandwidth of 100 Hz settles within an interval of 10 ms (6 time constants).
    /// High speed for shorter intervals, for a wider bandwidth, and for potentials that only it reaches.
    func mode(for asked: Technique) -> PotentiostatMode {
        let value = asked.value
        let needsSpeed = needsHighSpeed(asked)
        if !needsSpeed, lowSpeed.covers(value.potentials) { return lowSpeed }
        return highSpeed.covers(value.potentials) ? highSpeed : lowSpeed
    }

    private func needsHighSpeed(_ asked: Technique) -> Bool {
        let slowest = 1 / lowSpeed.bandwidth.hertz
        return asked.value.interval.inSeconds < slowest * (1 - 1e-9)
            || (asked.bandwidth ?? .zero) > lowSpeed.bandwidth
    }

    /// What is wrong with a technique on this model that general bounds do not say.
    func faults(of asked: Technique) -> [ParameterFault] {
        windowFaults(asked) + bandwidthFaults(asked) + slownessFaults(asked)
    }

    private func windowFaults(_ asked: Technique) -> [ParameterFault] {
        let potentials = asked.value.potentials
        guard let low = potentials.min(), let high = potentials.max() else { return [] }
        let mode = mode(for: asked)
        let isFastEnough = mode == highSpeed || !needsHighSpeed(asked)
        guard !mode.covers(potentials) || !isFastEnough, let window = highSpeed.window else { return [] }
        let reason =
            isFastEnough
            ? "where a potential lies below \(lowSpeed.potentials.lowerBound)"
            : "at intervals below 10 ms or bandwidths above \(lowSpeed.bandwidth)"
        return [
            ParameterFault(
                parameter: "potential window", value: "\(high - low)",
                limit: "at most \(window) on \(title) \(reason) (high-speed mode)",
                remedy: isFastEnough
                    ? "Bring the switching potentials closer."
                    : "Take a larger step, a longer interval or a lower rate.")
        ]
    }

    private func bandwidthFaults(_ asked: Technique) -> [ParameterFault] {
        guard let bandwidth = asked.bandwidth, !(bandwidth > .zero && bandwidth <= highSpeed.bandwidth) else {
            return []
        }
        return [
            ParameterFault(
                parameter: "bandwidth", value: "\(bandwidth)",
                limit: "above 0 Hz and at most \(highSpeed.bandwidth) on \(title)")
        ]
    }

    /// One bit a second is the slowest scan: no iteration of a script may last longer, or a stop would come too late.
    private func slownessFaults(_ asked: Technique) -> [ParameterFault] {
        let bit = mode(for: asked).bit
        guard let rate = asked.scanRate, rate.voltsPerSecond < bit.volts * (1 - 1e-9) else { return [] }
        return [
            ParameterFault(
                parameter: "rate", value: "\(rate)",
                limit: "at least \(ScanRate.voltsPerSecond(bit.volts)) on \(title), one bit of its converter a second",
                remedy: "Scan faster, or step the potential with chronoamperometries.")
        ]
    }
}

extension Technique {
    /// The bandwidth asked for, where one was.
    var bandwidth: Frequency? {
        switch self {
        case .openCircuit: nil
        case .chronoamperometry(let value): value.bandwidth
        case .linearSweep(let value): value.bandwidth
        case .cyclic(let value): value.bandwidth
        }
    }

    /// The scan rate of a sweep.
    var scanRate: ScanRate? {
        switch self {
        case .openCircuit, .chronoamperometry: nil
        case .linearSweep(let value): value.scanRate
        case .cyclic(let value): value.scanRate
        }
    }
}
