internal import LabValues

/// A step without its place.
struct StepBlueprint: Sendable {
    let title: String
    let action: Action
    let role: InstrumentRole?
    let interruption: InterruptionPolicy
    let isRepeatable: Bool

    func placed(at path: String) -> Step {
        Step(
            path: path, title: title, action: action, role: role, interruption: interruption,
            isRepeatable: isRepeatable)
    }
}
