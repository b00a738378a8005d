public import LabValues

/// Holds points against the limits of one step. Pure; sees every point before anything slow does.
///
/// A missing value breaches an armed limit, as does an overloaded range on its side: a comparison with NaN is false,
/// and a clipped reading is a bound, not a value.
public struct LimitWatch: Sendable {
    private var limits: SafetyLimits
    /// The charge since the step began, by the trapezoidal rule over all points that have a current and a time.
    public private(set) var charge = ElectricCharge.coulombs(0)
    private var previous: (time: Double, current: Double)?
    private var phase: MeasurementPhase?
    private var hasCurrentLimit = false, hasPotentialLimit = false, hasChargeLimit = false

    /// Watches one step.
    public init(_ limits: SafetyLimits) {
        self.limits = limits
        keep(limits)
    }

    /// Holds what comes from now on against other limits.
    mutating func keep(_ limits: SafetyLimits) {
        self.limits = limits
        hasPotentialLimit = limits.potentialMinimum != nil || limits.potentialMaximum != nil
        hasCurrentLimit = limits.currentMinimum != nil || limits.currentMaximum != nil
        hasChargeLimit = limits.chargeMinimum != nil || limits.chargeMaximum != nil
    }

    /// The first limit this point breaches, if any.
    public mutating func check(_ point: EchemPoint) -> LimitBreach? {
        integrate(point)
        if hasPotentialLimit, let breach = checkPotential(point) { return breach }
        guard point.measuresCurrent else { return nil }
        if hasCurrentLimit, let breach = checkCurrent(point) { return breach }
        return hasChargeLimit ? checkCharge(point) : nil
    }

    private mutating func integrate(_ point: EchemPoint) {
        if point.phase != phase {
            phase = point.phase
            previous = nil
        }
        guard let time = point.time?.seconds, let current = point.current?.amperes, time.isFinite, current.isFinite
        else { return }
        if let previous, time > previous.time {
            charge.value += (time - previous.time) * (current + previous.current) / 2
        }
        previous = (time, current)
    }

    private func checkPotential(_ point: EchemPoint) -> LimitBreach? {
        let reading = point.measuredPotential ?? point.potential
        return compare(reading, .potentialMinimum, limits.potentialMinimum, .potentialMaximum, limits.potentialMaximum)
    }

    private func checkCurrent(_ point: EchemPoint) -> LimitBreach? {
        if point.status.contains(.overload) {
            let range = point.range?.description ?? "in use"
            let sign = point.current?.amperes ?? 0
            if let limit = limits.currentMaximum, sign >= 0 {
                return breach(.currentMaximum, "\(limit)", .overload(range: range))
            }
            if let limit = limits.currentMinimum, sign <= 0 {
                return breach(.currentMinimum, "\(limit)", .overload(range: range))
            }
        }
        return compare(point.current, .currentMinimum, limits.currentMinimum, .currentMaximum, limits.currentMaximum)
    }

    /// A point without current or time leaves a hole in the integral: nobody knows the charge any more.
    private func checkCharge(_ point: EchemPoint) -> LimitBreach? {
        let isKnown = point.current?.value.isFinite == true && point.time?.value.isFinite == true
        let known = isKnown ? charge : nil
        return compare(known, .chargeMinimum, limits.chargeMinimum, .chargeMaximum, limits.chargeMaximum)
    }

    private func compare<D>(
        _ reading: Quantity<D>?, _ low: LimitName, _ minimum: Quantity<D>?, _ high: LimitName, _ maximum: Quantity<D>?
    ) -> LimitBreach? {
        guard let reading, !reading.value.isNaN else {
            if let minimum { return breach(low, "\(minimum)", .noValue) }
            if let maximum { return breach(high, "\(maximum)", .noValue) }
            return nil
        }
        if let minimum, reading < minimum { return breach(low, "\(minimum)", .reading(reading.roundedText)) }
        if let maximum, reading > maximum { return breach(high, "\(maximum)", .reading(reading.roundedText)) }
        return nil
    }

    private func breach(_ limit: LimitName, _ value: String, _ evidence: LimitBreach.Evidence) -> LimitBreach {
        LimitBreach(limit: limit, value: value, evidence: evidence, action: limits.actions[limit] ?? .stop)
    }
}
