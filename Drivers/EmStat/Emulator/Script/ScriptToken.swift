/// A word of a script line.
struct ScriptToken: Equatable {
    enum Kind: Equatable {
        case word(String)
        case value(ScriptValue)
        case text([UInt8])
        case comparison(ScriptCondition.Comparison)
        case open
        case close
        case colon
    }

    var kind: Kind
    /// The column just past the token; the first column is 1.
    var endColumn: Int
}
