extension SafetyLimits {
    /// Both sets of limits at once: of two with one name the tighter one holds, so that neither loosens the other.
    ///
    /// Of two actions the graver one holds: `stop` before `pause` before `endStep`; a limit without an action stops. Of two
    /// dwells the shorter one holds, and none at all is the shortest.
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
        for name in LimitName.allCases {
            let isSaid = actions[name] != nil || other.actions[name] != nil
            both.actions[name] = isSaid ? Self.graver(wish(for: name), other.wish(for: name)) : nil
            both.dwell[name] = shorterDwell(of: name, beside: other)
        }
        return both
    }

    /// What a breach of `name` shall do; nil when this set says nothing about that limit.
    private func wish(for name: LimitName) -> LimitAction? { actions[name] ?? (isArmed(name) ? .stop : nil) }

    private static func graver(_ one: LimitAction?, _ two: LimitAction?) -> LimitAction? {
        guard let one, let two else { return one ?? two }
        return one.gravity >= two.gravity ? one : two
    }

    private func shorterDwell(of name: LimitName, beside other: SafetyLimits) -> LimitDwell? {
        switch (isArmed(name), other.isArmed(name)) {
        case (true, true): dwell[name].flatMap { own in other.dwell[name].map { own.shortened(by: $0) } }
        case (true, false): dwell[name]
        case (false, true): other.dwell[name]
        case (false, false): nil
        }
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
