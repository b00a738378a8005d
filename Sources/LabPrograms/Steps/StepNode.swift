internal import LabValues

/// A place in a recipe: a step, a group or a loop, with what was said about it.
///
/// Made by the steps of this library; to make steps of your own, compose them in a `StepList`.
public struct StepNode: Sendable {
    enum Content: Sendable {
        case action(Action)
        case group([StepNode])
        case rounds([[StepNode]])
        case repetition(count: Int, [StepNode])
        case repeatUntil(atMost: Int, [StepNode], until: @Sendable (Iteration) async throws -> Bool)
        /// No step: what happens when a command of that name comes.
        case command(PerformBody)
    }

    let content: Content
    var name: String?
    var role: InstrumentRole?
    var interruption: InterruptionPolicy?
    var isRepeatable = false

    init(_ content: Content, name: String? = nil) {
        self.content = content
        self.name = name
    }
}
