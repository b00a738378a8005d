import LabPrograms
import LabValues

/// Limits that a command tightens while the run goes on.
extension ExperimentEngine {
    /// Tightens a limit for what is open and all that follows.
    func tighten(_ limit: CommandOrder.Limit, _ details: inout JSONObject) -> RunStateMachine.Decision {
        let former = limits
        do throws(BadTightening) {
            limits = try limits.tightening(limit.name, to: limit.value)
        } catch {
            details = error.details
            details["limit"] = .string(limit.name)
            if case .notTighter(_, let asked, let current) = error {
                details["asked"] = .string(asked)
                details["in_force"] = .string(current)
            }
            return .refused(error.code)
        }
        details = ["limit": .string(limit.name), "value": .string(limit.value), "limits": .object(limits.facts)]
        guard limits != former else { return .done() }
        sampler?.keep(limits)
        if limits.runTime != former.runTime, machine.state != .preparing { startRunTimer() }
        if limits.stepTime != former.stepTime { for step in openSteps { _ = setStepTimer(step) } }
        return .done()
    }
}

/// Why a limit is not tightened.
enum BadTightening: LabFault, Hashable {
    case unreadable(BadLimit)
    case notTighter(name: String, asked: String, current: String)

    var recovery: Recovery { .refuse }
    var code: String {
        switch self {
        case .unreadable: "bad_limit"
        case .notTighter: "not_tighter"
        }
    }
    var description: String {
        switch self {
        case .unreadable(let fault): fault.description
        case .notTighter(let name, let asked, let current):
            "\(name)=\(asked) is not tighter than \(name)=\(current), which is in force."
        }
    }
    var hint: String? {
        switch self {
        case .unreadable(let fault): fault.hint
        case .notTighter: "A command may only tighten a limit; a wider one needs a new run."
        }
    }
}

extension SafetyLimits {
    /// These limits with one of them tightened; the same value again changes nothing.
    func tightening(_ name: String, to text: String) throws(BadTightening) -> SafetyLimits {
        var asked = self
        do throws(BadLimit) { try asked.set(name, to: text) } catch { throw .unreadable(error) }
        // Of the old value and the new one the tighter is kept: it must be the new one.
        guard tightened(by: asked) == asked else {
            throw .notTighter(name: name, asked: text, current: currentText(of: name))
        }
        return asked
    }

    private func currentText(of name: String) -> String {
        switch LimitName(rawValue: name) {
        case .potentialMinimum: potentialMinimum.map { "\($0)" } ?? ""
        case .potentialMaximum: potentialMaximum.map { "\($0)" } ?? ""
        case .currentMinimum: currentMinimum.map { "\($0)" } ?? ""
        case .currentMaximum: currentMaximum.map { "\($0)" } ?? ""
        case .chargeMinimum: chargeMinimum.map { "\($0)" } ?? ""
        case .chargeMaximum: chargeMaximum.map { "\($0)" } ?? ""
        case .stepTime: stepTime?.userText ?? ""
        case .runTime: runTime?.userText ?? ""
        case .silence: silence?.userText ?? ""
        case .excessPoints: excessPoints.map { "\($0)" } ?? ""
        case nil: ""
        }
    }
}
