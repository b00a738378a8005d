/// One command of a script, with the blocks it holds.
struct ScriptStatement: Equatable {
    indirect enum Operation: Equatable {
        case store(Int, ScriptValue, type: String)
        case copy(from: ScriptOperand, to: Int)
        case arithmetic(ScriptArithmetic, Int, ScriptOperand)
        case accept([ScriptOperand])
        case setMode(ScriptOperand)
        case setWindow(type: String, ScriptOperand, ScriptOperand)
        case setRange(type: String, ScriptOperand)
        case setAutoranging(type: String, ScriptOperand, ScriptOperand)
        case setPotential(ScriptOperand)
        case switchCell(on: Bool)
        case wait(ScriptOperand)
        case startTimer
        case readTimer(Int)
        case setInterval(ScriptOperand)
        case awaitInterval
        case measure(ScriptOperand, Int, type: String)
        case startPackage
        case addToPackage(Int)
        case endPackage
        case branch([ScriptBranch], otherwise: [ScriptStatement])
        case loop(ScriptCondition, [ScriptStatement])
        case breakLoop
        case abort
        case send([UInt8])
        case measurement(ScriptMeasurement, [ScriptStatement])
    }

    var line: Int
    /// The column just past the command's name.
    var column: Int
    var operation: Operation
}

/// A condition and what to do when it holds.
struct ScriptBranch: Equatable {
    var condition: ScriptCondition
    var body: [ScriptStatement]
}
