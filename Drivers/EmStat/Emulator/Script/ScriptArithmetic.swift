/// The arithmetic a script has: the variable on the left becomes the result.
enum ScriptArithmetic: String, Equatable {
    case add = "add_var"
    case subtract = "sub_var"
    case multiply = "mul_var"
    case divide = "div_var"

    /// The result for two values of the same kind.
    func result(_ left: ScriptValue, _ right: ScriptValue) throws(ScriptErrorCode) -> ScriptValue {
        switch (left, right) {
        case (.float(let left), .float(let right)): .float(try float(left, right))
        case (.integer(let left), .integer(let right)): .integer(try integer(left, right))
        default: throw .typeMismatch
        }
    }

    private func float(_ left: Double, _ right: Double) throws(ScriptErrorCode) -> Double {
        switch self {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide:
            guard right != 0 else { throw .divideByZero }
            return left / right
        }
    }

    private func integer(_ left: Int32, _ right: Int32) throws(ScriptErrorCode) -> Int32 {
        if self == .divide, right == 0 { throw .divideByZero }
        let (result, isTooLarge) =
            switch self {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            case .multiply: left.multipliedReportingOverflow(by: right)
            case .divide: left.dividedReportingOverflow(by: right)
            }
        guard !isTooLarge else { throw .overflow }
        return result
    }
}
