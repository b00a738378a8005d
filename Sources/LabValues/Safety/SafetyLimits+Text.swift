// How a user writes a limit: VALUE[,for=POINTS][,for=TIME][,action=stop|pause|endStep].

extension SafetyLimits {
    /// Sets the limit called `name` from what a user typed: `1mA`, `30s`, `1mA,for=3,action=pause`, `1mA,for=200ms`.
    ///
    /// What is not said about dwell and action stays as it is.
    /// - Throws: `BadLimit` for an unknown name or term, a malformed or a wrong quantity.
    public mutating func set(_ name: String, to text: String) throws(BadLimit) {
        guard let limit = LimitName(rawValue: name) else { throw .unknownName(name) }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
        do { try set(limit, to: parts[0]) } catch { throw .malformed(name: name, fault: error) }
        if parts.dropFirst().contains(where: { $0.hasPrefix("for") }) { dwell[limit] = nil }
        for term in parts.dropFirst() { try add(term, to: limit) }
        try checkOrder()
    }

    /// Whether `text` can be read as this limit, alone.
    static func accepts(_ text: String, for name: LimitName) -> Bool {
        var limits = SafetyLimits()
        do throws(BadLimit) { try limits.set(name.rawValue, to: text) } catch {
            // Of limits above zero the configuration says so in its own words.
            if case .notPositive(let fault) = error { return fault == name.rawValue }
            return false
        }
        return true
    }

    private mutating func set(_ limit: LimitName, to text: String) throws(MalformedValue) {
        switch limit {
        case .potentialMinimum: potentialMinimum = try ElectrodePotential(userText: text)
        case .potentialMaximum: potentialMaximum = try ElectrodePotential(userText: text)
        case .currentMinimum: currentMinimum = try ElectricCurrent(userText: text)
        case .currentMaximum: currentMaximum = try ElectricCurrent(userText: text)
        case .chargeMinimum: chargeMinimum = try ElectricCharge(userText: text)
        case .chargeMaximum: chargeMaximum = try ElectricCharge(userText: text)
        case .stepTime: stepTime = try Duration(userText: text)
        case .runTime: runTime = try Duration(userText: text)
        case .silence: silence = try Duration(userText: text)
        case .excessPoints: excessPoints = try Int(userText: text)
        }
    }

    /// Adds `for=…` or `action=…`.
    private mutating func add(_ term: String, to limit: LimitName) throws(BadLimit) {
        let words = term.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { $0.trimmed }
        guard words.count == 2 else { throw .unknownTerm(name: limit.rawValue, term: term) }
        switch words[0] {
        case "action":
            guard let action = LimitAction(rawValue: words[1]) else {
                throw .unknownTerm(name: limit.rawValue, term: term)
            }
            actions[limit] = action
        case "for":
            guard limit.isOfReadings else { throw .noDwell(name: limit.rawValue) }
            let wait = try Self.dwell(words[1], of: limit)
            dwell[limit] = dwell[limit].map { $0.shortened(by: wait) } ?? wait
        default: throw .unknownTerm(name: limit.rawValue, term: term)
        }
    }

    private static func dwell(_ text: String, of limit: LimitName) throws(BadLimit) -> LimitDwell {
        if let count = Int(text) {
            guard count > 0 else { throw .notPositive(name: "\(limit.rawValue),for") }
            return .points(count)
        }
        let span: Duration
        do throws(MalformedValue) { span = try Duration(userText: text) } catch {
            throw .malformed(name: "\(limit.rawValue),for", fault: error)
        }
        guard span > .zero else { throw .notPositive(name: "\(limit.rawValue),for") }
        return .time(span)
    }

    /// Whether a value is set for it.
    public func isArmed(_ name: LimitName) -> Bool { text(of: name) != nil }

    /// The limit as its user would write it, with dwell and action; nil when it is off.
    public func text(of name: LimitName) -> String? {
        let value: String? =
            switch name {
            case .potentialMinimum: potentialMinimum?.description
            case .potentialMaximum: potentialMaximum?.description
            case .currentMinimum: currentMinimum?.description
            case .currentMaximum: currentMaximum?.description
            case .chargeMinimum: chargeMinimum?.description
            case .chargeMaximum: chargeMaximum?.description
            case .stepTime: stepTime?.userText
            case .runTime: runTime?.userText
            case .silence: silence?.userText
            case .excessPoints: excessPoints?.description
            }
        guard var text = value else { return nil }
        if let dwell = dwell[name] { text += dwell.userText.map { ",for=\($0)" }.joined() }
        if let action = actions[name] { text += ",action=\(action.rawValue)" }
        return text
    }
}

extension LimitName {
    /// Whether it bounds what points say, not time or their number.
    public var isOfReadings: Bool {
        switch self {
        case .potentialMinimum, .potentialMaximum, .currentMinimum, .currentMaximum, .chargeMinimum, .chargeMaximum:
            true
        case .stepTime, .runTime, .silence, .excessPoints: false
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
