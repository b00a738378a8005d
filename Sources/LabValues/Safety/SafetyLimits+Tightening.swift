extension SafetyLimits {
    /// Both sets of limits at once: of two with one name the tighter one holds, so that neither loosens the other.
    ///
    /// Of two actions the graver one holds: `stop` before `pause` before `endStep`.
    public func tightened(by other: SafetyLimits) -> SafetyLimits {
        var both = self
        both.potentialMinimum = Self.higher(potentialMinimum, other.potentialMinimum)
        both.potentialMaximum = Self.lower(potentialMaximum, other.potentialMaximum)
        both.currentMinimum = Self.higher(currentMinimum, other.currentMinimum)
        both.currentMaximum = Self.lower(currentMaximum, other.currentMaximum)
        both.chargeMinimum = Self.higher(chargeMinimum, other.chargeMinimum)
        both.chargeMaximum = Self.lower(chargeMaximum, other.chargeMaximum)
        both.stepTime = Self.lower(stepTime, other.stepTime)
        both.runTime = Self.lower(runTime, other.runTime)
        both.silence = Self.lower(silence, other.silence)
        both.excessPoints = Self.lower(excessPoints, other.excessPoints)
        both.actions.merge(other.actions) { $0.gravity >= $1.gravity ? $0 : $1 }
        return both
    }

    private static func lower<Value: Comparable>(_ one: Value?, _ two: Value?) -> Value? {
        guard let one, let two else { return one ?? two }
        return min(one, two)
    }

    private static func higher<Value: Comparable>(_ one: Value?, _ two: Value?) -> Value? {
        guard let one, let two else { return one ?? two }
        return max(one, two)
    }
}

extension LimitAction {
    fileprivate var gravity: Int {
        switch self {
        case .endStep: 0
        case .pause: 1
        case .stop: 2
        }
    }
}
