// Rules that several techniques share. Bounds: what any potentiostat could be asked for, not what one model can.

/// ⌊duration ∕ interval⌋, forgiving the rounding of decimal fractions.
func wholeIntervals(in duration: Duration, of interval: Duration) -> Int {
    guard interval > .zero, duration > .zero else { return 0 }
    return wholeNumber((duration / interval + 1e-9).rounded(.down))
}

/// round(|to − from| ∕ step).
func wholeSteps(from: ElectrodePotential, to: ElectrodePotential, step: ElectrodePotential) -> Int {
    guard step.volts > 0 else { return 0 }
    return wholeNumber(((to - from).magnitude / step).rounded())
}

private func wholeNumber(_ value: Double) -> Int {
    guard value.isFinite, value > 0 else { return 0 }
    return value < 9e15 ? Int(value) : .max
}

func potentialFaults(_ potentials: [(parameter: String, value: ElectrodePotential)]) -> [ParameterFault] {
    potentials.filter { !($0.value.volts.magnitude <= 10) }.map {
        ParameterFault(parameter: $0.parameter, value: "\($0.value)", limit: "within ±10 V")
    }
}

func timeFaults(duration: Duration, interval: Duration) -> [ParameterFault] {
    var faults: [ParameterFault] = []
    if duration <= .zero || duration > .seconds(30 * 86_400) {
        faults.append(
            ParameterFault(parameter: "duration", value: duration.userText, limit: "above zero and at most 30 d"))
    }
    if interval < .milliseconds(1) || interval > .seconds(3600) {
        faults.append(ParameterFault(parameter: "interval", value: interval.userText, limit: "from 1 ms to 1 h"))
    } else if interval > duration, duration > .zero {
        faults.append(
            ParameterFault(
                parameter: "interval", value: interval.userText, limit: "at most the duration, \(duration.userText)"))
    }
    return faults
}

func equilibrationFaults(_ span: Duration) -> [ParameterFault] {
    guard span < .zero || span > .seconds(3600) else { return [] }
    return [ParameterFault(parameter: "equilibration", value: span.userText, limit: "from 0 s to 1 h")]
}

func scanFaults(rate: ScanRate, step: ElectrodePotential, span: ElectrodePotential) -> [ParameterFault] {
    var faults: [ParameterFault] = []
    if !(rate.voltsPerSecond >= 1e-6 && rate.voltsPerSecond <= 10_000) {
        faults.append(
            ParameterFault(
                parameter: "rate", value: "\(rate)", limit: "from 1 µV/s to 10 kV/s",
                remedy: "The direction follows from the potentials; a rate is always positive."))
    }
    if !(step.volts > 0 && step.volts <= 1) {
        faults.append(ParameterFault(parameter: "step", value: "\(step)", limit: "above 0 V and at most 1 V"))
    } else if span.volts > 0, step > span {
        faults.append(ParameterFault(parameter: "step", value: "\(step)", limit: "at most the scan's width, \(span)"))
    } else if step.volts > 0, span / step > 1e7 {
        faults.append(
            ParameterFault(parameter: "step", value: "\(step)", limit: "at least a ten-millionth of the scan"))
    }
    return faults
}

func scanCautions(rate: ScanRate, step: ElectrodePotential) -> [String] {
    var cautions: [String] = []
    if step.volts > 0.010 { cautions.append("A step of \(step) is coarse: peaks come out low and late.") }
    if rate.voltsPerSecond > 10 { cautions.append("A scan rate of \(rate) is beyond what is usual (10 V/s).") }
    return cautions
}

extension Int {
    /// The sum, or the greatest number there is.
    func clampedSum(_ others: Int...) -> Int {
        others.reduce(self) { sum, next in
            let (result, overflow) = sum.addingReportingOverflow(next)
            return overflow ? .max : result
        }
    }
}

extension Duration {
    /// `count` times this span; saturates.
    func times(_ count: Int) -> Duration { Duration(secondsClamped: inSeconds * Double(count)).roundedToNanosecond }

    private var roundedToNanosecond: Duration {
        let parts = components
        let nanoseconds = (parts.attoseconds + (parts.attoseconds < 0 ? -500_000_000 : 500_000_000)) / 1_000_000_000
        return .seconds(parts.seconds) + .nanoseconds(nanoseconds)
    }
}
