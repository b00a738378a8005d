/// Follows the cell switch through a script, to refuse a technique that would certainly find the cell off.
struct ScriptCellCheck {
    /// Whether the cell is on here; `nil` when that depends on the run.
    private(set) var isCellOn: Bool?

    /// `isCellOn` is what the script starts with, `nil` when that is not known yet.
    init(isCellOn: Bool?) {
        self.isCellOn = isCellOn
    }

    /// Refuses the first technique, other than open circuit, that would find the cell off.
    mutating func check(_ statements: [ScriptStatement]) throws(ScriptLoadError) {
        for statement in statements {
            switch statement.operation {
            case .switchCell(let isOn): isCellOn = isOn
            case .setMode: if isCellOn == true { isCellOn = nil }
            case .loop(_, let body): try checkRepeated(body)
            case .measurement(let measurement, let body):
                if measurement.technique != .openCircuit, isCellOn == false {
                    throw ScriptLoadError(code: .needsCellOn, line: statement.line, column: statement.column)
                }
                try checkRepeated(body)
            case .branch(let branches, let otherwise):
                try checkChoice(branches.map(\.body) + [otherwise])
            default: break
            }
        }
    }

    /// A body that may run any number of times: what it changes is not known behind it.
    private mutating func checkRepeated(_ body: [ScriptStatement]) throws(ScriptLoadError) {
        let before = isCellOn
        try check(body)
        if isCellOn != before { isCellOn = nil }
    }

    private mutating func checkChoice(_ bodies: [[ScriptStatement]]) throws(ScriptLoadError) {
        var ends: Set<Bool?> = []
        for body in bodies {
            var branch = self
            try branch.check(body)
            ends.insert(branch.isCellOn)
        }
        isCellOn = ends.count == 1 ? ends.first ?? nil : nil
    }
}
