import LabValues

extension SafetyLimits {
    /// The limits that the configuration sets.
    ///
    /// - Throws: `SettingFault.malformed` for a limit that cannot be, alone or beside another.
    init(_ settings: Settings) throws(SettingFault) {
        self.init()
        for (key, limit) in zip(RunnerKeys.limits, LimitName.allCases) {
            guard let value = settings[key] else { continue }
            do throws(BadLimit) { try set(limit.rawValue, to: value.text) } catch {
                throw .malformed(
                    key: key.name, source: value.source, text: value.text, expected: error.expectation(key))
            }
        }
    }
}

extension BadLimit {
    fileprivate func expectation(_ key: SettingKey) -> String {
        switch self {
        case .crossed(let low, let high): "possible: \(low) and \(high) leave nothing between them"
        case .notPositive: "above zero"
        case .unknownName, .malformed, .unknownTerm, .noDwell: key.shape.expectation
        }
    }
}
