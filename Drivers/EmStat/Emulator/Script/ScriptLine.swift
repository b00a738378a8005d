/// One line of a script being read: its command, and its arguments from left to right.
struct ScriptLine {
    let number: Int
    /// The first token.
    let command: ScriptToken
    private var arguments: ArraySlice<ScriptToken>
    private let endColumn: Int

    /// `nil` when the line holds no token.
    init?(number: Int, tokens: [ScriptToken]) {
        guard let first = tokens.first, let last = tokens.last else { return nil }
        self.number = number
        command = first
        arguments = tokens.dropFirst()
        endColumn = last.endColumn
    }

    /// The command's name; empty when the line does not begin with a word.
    var name: String {
        if case .word(let name) = command.kind { name } else { "" }
    }

    /// How many tokens are left.
    var count: Int { arguments.count }

    var nextKind: ScriptToken.Kind? { arguments.first?.kind }

    /// An error whose column is just past the next token, or past the line when there is none left.
    func failure(_ code: ScriptErrorCode) -> ScriptLoadError {
        ScriptLoadError(code: code, line: number, column: arguments.first?.endColumn ?? endColumn)
    }

    /// An error whose column is just past the command's name.
    func commandFailure(_ code: ScriptErrorCode) -> ScriptLoadError {
        ScriptLoadError(code: code, line: number, column: command.endColumn)
    }

    // MARK: Arguments

    mutating func skip() {
        arguments = arguments.dropFirst()
    }

    mutating func word() throws(ScriptLoadError) -> String {
        guard case .word(let word) = nextKind else { throw failure(.badName) }
        skip()
        return word
    }

    mutating func literal() throws(ScriptLoadError) -> ScriptValue {
        guard case .value(let value) = nextKind else { throw failure(.badLiteral) }
        skip()
        return value
    }

    mutating func text() throws(ScriptLoadError) -> [UInt8] {
        if case .word("f") = nextKind { throw failure(.notSupported) }
        guard case .text(let text) = nextKind else { throw failure(.unexpectedCharacter) }
        skip()
        return text
    }

    mutating func variable(in scope: ScriptScope) throws(ScriptLoadError) -> Int {
        guard case .word(let name) = nextKind else { throw failure(.badName) }
        guard let variable = scope.variable(named: name) else { throw failure(.undeclaredVariable) }
        skip()
        return variable
    }

    /// A literal or a declared variable.
    mutating func operand(in scope: ScriptScope) throws(ScriptLoadError) -> ScriptOperand {
        switch nextKind {
        case .value(let value):
            skip()
            return .literal(value)
        case .word: return .variable(try variable(in: scope))
        default: throw failure(.unexpectedCharacter)
        }
    }

    mutating func operands(_ count: Int, in scope: ScriptScope) throws(ScriptLoadError) -> [ScriptOperand] {
        var operands: [ScriptOperand] = []
        for _ in 0..<count { operands.append(try operand(in: scope)) }
        return operands
    }

    mutating func variableType() throws(ScriptLoadError) -> String {
        guard case .word(let name) = nextKind, ScriptScope.variableTypes.contains(name) else {
            throw failure(.badVariableType)
        }
        skip()
        return name
    }

    mutating func condition(in scope: ScriptScope) throws(ScriptLoadError) -> ScriptCondition {
        let left = try operand(in: scope)
        guard case .comparison(let comparison) = nextKind else { throw failure(.unexpectedCharacter) }
        skip()
        return ScriptCondition(left: left, comparison: comparison, right: try operand(in: scope))
    }

    /// Nothing may be left.
    func end() throws(ScriptLoadError) {
        if count > 0 { throw failure(.extraArgument) }
    }
}
