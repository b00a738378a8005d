/// The limits a run keeps; nil is off, and 0 is a limit like any other.
public struct SafetyLimits: Sendable, Hashable {
    /// Bounds of the potential.
    public var potentialMinimum: ElectrodePotential?, potentialMaximum: ElectrodePotential?
    /// Bounds of the current.
    public var currentMinimum: ElectricCurrent?, currentMaximum: ElectricCurrent?
    /// Bounds of the charge of one step.
    public var chargeMinimum: ElectricCharge?, chargeMaximum: ElectricCharge?
    /// Longest time of a step, and of the run.
    public var stepTime: Duration?, runTime: Duration?
    /// Longest time without a point while measuring; the driver's own when nil.
    public var silence: Duration?
    /// How many points beyond the prediction are suffered before the limit breaches; nil = off.
    public var excessPoints: Int?
    /// What each breach does; `stop` where nothing is said.
    public var actions: [LimitName: LimitAction] = [:]

    /// No limits at all.
    public init() {}

    /// Sets the limit called `name` from what a user typed (`1mA`, `30s`).
    ///
    /// - Throws: `BadLimit` for an unknown name, a malformed or a wrong quantity.
    public mutating func set(_ name: String, to text: String) throws(BadLimit) {
        guard let limit = LimitName(rawValue: name) else { throw .unknownName(name) }
        do {
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
        } catch {
            throw .malformed(name: name, fault: error)
        }
        try checkOrder()
    }

    private func checkOrder() throws(BadLimit) {
        if let low = potentialMinimum, let high = potentialMaximum, low >= high {
            throw .crossed(low: "e_min=\(low)", high: "e_max=\(high)")
        }
        if let low = currentMinimum, let high = currentMaximum, low >= high {
            throw .crossed(low: "i_min=\(low)", high: "i_max=\(high)")
        }
        if let low = chargeMinimum, let high = chargeMaximum, low >= high {
            throw .crossed(low: "q_min=\(low)", high: "q_max=\(high)")
        }
        for (name, span) in [("step_time", stepTime), ("run_time", runTime), ("silence", silence)] {
            if let span, span <= .zero { throw .notPositive(name: name) }
        }
        if let excessPoints, excessPoints < 0 { throw .notPositive(name: "excess_points") }
    }
}

/// Why a limit cannot be set.
public enum BadLimit: LabFault, Hashable {
    case unknownName(String)
    case malformed(name: String, fault: MalformedValue)
    case crossed(low: String, high: String)
    case notPositive(name: String)

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }

    public var description: String {
        switch self {
        case .unknownName(let name): "There is no limit called “\(name)”."
        case .malformed(let name, let fault): "The limit \(name) cannot be read: \(fault)."
        case .crossed(let low, let high): "The limits \(low) and \(high) leave nothing between them."
        case .notPositive(let name): "The limit \(name) is not above zero."
        }
    }

    public var hint: String? {
        guard case .unknownName = self else { return nil }
        return "Limits: " + LimitName.allCases.map(\.rawValue).joined(separator: ", ") + "."
    }
}
