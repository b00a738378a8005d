/// A place in a script where a literal or a variable may stand.
enum ScriptOperand: Equatable {
    case literal(ScriptValue)
    /// The variable's number, in order of declaration.
    case variable(Int)
}
