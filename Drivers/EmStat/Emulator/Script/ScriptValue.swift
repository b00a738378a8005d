/// A number in a script. Floats and integers do not mix.
enum ScriptValue: Equatable {
    case float(Double)
    case integer(Int32)

    /// The number, whichever kind it is.
    var number: Double {
        switch self {
        case .float(let value): value
        case .integer(let value): Double(value)
        }
    }
}
