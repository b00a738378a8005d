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
    /// How long the limits that have a dwell have been exceeded.
    private var streaks: [LimitName: Streak] = [:]

    /// Points in a row beyond a limit.
    private struct Streak {
        var points = 0
        var elapsed = 0.0
        /// The time of the latest of them; nil when it is unknown.
        var latest: Double?
        var phase: MeasurementPhase?
    }

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

    /// The first limit this point breaches, if any: one that is exceeded, and has been for as long as it may be.
    public mutating func check(_ point: EchemPoint) -> LimitBreach? {
        integrate(point)
        var found: [LimitBreach] = []
        if hasPotentialLimit { checkPotential(point, &found) }
        if point.measuresCurrent {
            if hasCurrentLimit { checkCurrent(point, &found) }
            if hasChargeLimit { checkCharge(point, &found) }
        }
        guard !limits.dwell.isEmpty, !found.isEmpty || !streaks.isEmpty else { return found.first }
        streaks = streaks.filter { streak in found.contains { $0.limit == streak.key } }
        // Each is counted, also those behind the first that is due.
        return found.filter { hasLasted($0.limit, point) }.first
    }

    /// Counts the point beyond `limit`, and says whether that was the last one suffered.
    private mutating func hasLasted(_ limit: LimitName, _ point: EchemPoint) -> Bool {
        guard let dwell = limits.dwell[limit] else { return true }
        var streak = streaks[limit] ?? Streak(phase: point.phase)
        let time = point.time?.seconds
        defer { streaks[limit] = streak }
        streak.points += 1
        if let points = dwell.points, streak.points >= points { return true }
        guard let span = dwell.time else { return false }
        // Nobody can say how long it has lasted.
        guard let time, time.isFinite else { return true }
        if let latest = streak.latest, streak.phase == point.phase {
            guard time > latest else { return true }
            streak.elapsed += time - latest
        }
        (streak.latest, streak.phase) = (time, point.phase)
        return streak.elapsed >= span.inSeconds
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

    private func checkPotential(_ point: EchemPoint, _ found: inout [LimitBreach]) {
        let reading = point.measuredPotential ?? point.potential
        compare(
            reading, .potentialMinimum, limits.potentialMinimum, .potentialMaximum, limits.potentialMaximum, &found)
    }

    private func checkCurrent(_ point: EchemPoint, _ found: inout [LimitBreach]) {
        guard point.status.contains(.overload) else { return compareCurrent(point, &found) }
        let range = point.range?.description ?? "in use"
        let sign = point.current?.amperes ?? 0
        let before = found.count
        if let limit = limits.currentMaximum, sign >= 0 {
            found.append(breach(.currentMaximum, "\(limit)", .overload(range: range)))
        }
        if let limit = limits.currentMinimum, sign <= 0 {
            found.append(breach(.currentMinimum, "\(limit)", .overload(range: range)))
        }
        // Overloaded on the other side, or on neither as a NaN is.
        if found.count == before { compareCurrent(point, &found) }
    }

    private func compareCurrent(_ point: EchemPoint, _ found: inout [LimitBreach]) {
        compare(
            point.current, .currentMinimum, limits.currentMinimum, .currentMaximum, limits.currentMaximum, &found)
    }

    /// A point without current or time leaves a hole in the integral: nobody knows the charge any more.
    private func checkCharge(_ point: EchemPoint, _ found: inout [LimitBreach]) {
        let isKnown = point.current?.value.isFinite == true && point.time?.value.isFinite == true
        let known = isKnown ? charge : nil
        compare(known, .chargeMinimum, limits.chargeMinimum, .chargeMaximum, limits.chargeMaximum, &found)
    }

    private func compare<D>(
        _ reading: Quantity<D>?, _ low: LimitName, _ minimum: Quantity<D>?, _ high: LimitName,
        _ maximum: Quantity<D>?, _ found: inout [LimitBreach]
    ) {
        guard let reading, !reading.value.isNaN else {
            if let minimum { found.append(breach(low, "\(minimum)", .noValue)) }
            if let maximum { found.append(breach(high, "\(maximum)", .noValue)) }
            return
        }
        if let minimum, reading < minimum {
            found.append(breach(low, "\(minimum)", .reading(reading.roundedText)))
        }
        if let maximum, reading > maximum {
            found.append(breach(high, "\(maximum)", .reading(reading.roundedText)))
        }
    }

    private func breach(_ limit: LimitName, _ value: String, _ evidence: LimitBreach.Evidence) -> LimitBreach {
        LimitBreach(limit: limit, value: value, evidence: evidence, action: limits.actions[limit] ?? .stop)
    }
}
