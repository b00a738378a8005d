/// `a OP b`, the only form of condition a script has.
struct ScriptCondition: Equatable {
    /// `&` and `|` ask whether the bitwise result is not zero.
    enum Comparison: String {
        case equal = "=="
        case unequal = "!="
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
        case and = "&"
        case or = "|"
    }

    var left: ScriptOperand
    var comparison: Comparison
    var right: ScriptOperand

    /// Whether it holds for two values of the same kind.
    func holds(_ left: ScriptValue, _ right: ScriptValue) throws(ScriptErrorCode) -> Bool {
        switch (left, right) {
        case (.float, .integer), (.integer, .float): throw .typeMismatch
        case (.integer(let left), .integer(let right)):
            switch comparison {
            case .and: return left & right != 0
            case .or: return left | right != 0
            default: break
            }
        case (.float, .float): if comparison == .and || comparison == .or { throw .typeMismatch }
        }
        return compare(left.number, right.number)
    }

    private func compare(_ left: Double, _ right: Double) -> Bool {
        switch comparison {
        case .equal: left == right
        case .unequal: left != right
        case .atLeast: left >= right
        case .atMost: left <= right
        case .above: left > right
        case .below: left < right
        case .and, .or: false
        }
    }
}
