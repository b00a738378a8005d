/// A script that was accepted.
struct ScriptProgram: Equatable {
    var body: [ScriptStatement]
    /// What follows `on_finished:`.
    var onFinished: [ScriptStatement]
    var variableCount: Int
}
