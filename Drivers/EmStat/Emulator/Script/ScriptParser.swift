/// Reads a script into a program, refusing it at the first line the device would refuse.
struct ScriptParser {
    /// Blocks deeper than this are refused; the device's own limit is not known.
    private static let deepestNesting = 32

    private let lines: [[UInt8]]
    private var nextLine = 0
    private var nesting = 0
    var scope = ScriptScope()
    var isInLoop = false
    var isInMeasurement = false
    var isPackageOpen = false

    private init(_ lines: [[UInt8]]) {
        self.lines = lines
    }

    /// The program in these lines (without the empty line that ends them).
    static func program(in lines: [[UInt8]]) throws(ScriptLoadError) -> ScriptProgram {
        var parser = ScriptParser(lines)
        let (body, label) = try parser.block(until: ["on_finished"])
        let onFinished = label == nil ? [] : try parser.block(until: []).statements
        return ScriptProgram(body: body, onFinished: onFinished, variableCount: parser.scope.variableCount)
    }

    /// The statements up to a line that begins with one of `ends`, and that line; at top level also up to the end.
    mutating func block(
        until ends: Set<String>
    ) throws(ScriptLoadError) -> (statements: [ScriptStatement], end: ScriptLine?) {
        var statements: [ScriptStatement] = []
        while let line = try takeLine() {
            if ends.contains(line.name) {
                try checkLabel(line)
                return (statements, line)
            }
            if let operation = try operation(of: line) {
                let statement = ScriptStatement(
                    line: line.number, column: line.command.endColumn, operation: operation)
                statements.append(statement)
            }
        }
        guard nesting == 0 else {
            throw ScriptLoadError(code: .scriptEnded, line: lines.count, column: (lines.last?.count ?? 0) + 1)
        }
        return (statements, nil)
    }

    /// A block inside another, which must be closed.
    mutating func innerBlock(
        until ends: Set<String>, after head: ScriptLine
    ) throws(ScriptLoadError) -> (statements: [ScriptStatement], end: ScriptLine) {
        guard nesting < Self.deepestNesting else { throw head.commandFailure(.scriptTooLarge) }
        nesting += 1
        defer { nesting -= 1 }
        let (statements, end) = try block(until: ends)
        guard let end else { throw head.commandFailure(.scriptEnded) }
        return (statements, end)
    }

    private mutating func takeLine() throws(ScriptLoadError) -> ScriptLine? {
        while nextLine < lines.count {
            nextLine += 1
            let tokens = try ScriptLexer.tokens(in: lines[nextLine - 1], line: nextLine)
            if let line = ScriptLine(number: nextLine, tokens: tokens) { return line }
        }
        return nil
    }

    /// `on_finished` is a label and needs its colon; the ends of blocks stand alone or bring a condition.
    private func checkLabel(_ line: ScriptLine) throws(ScriptLoadError) {
        guard line.name == "on_finished" else { return }
        guard line.count == 1, line.nextKind == .colon else { throw line.failure(.unexpectedCharacter) }
    }
}
