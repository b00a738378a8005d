extension ScriptParser {
    /// `if`, `loop` and the commands that leave them.
    mutating func flow(_ head: ScriptLine) throws(ScriptLoadError) -> ScriptStatement.Operation {
        var line = head
        switch line.name {
        case "if": return try branch(&line)
        case "loop":
            let condition = try line.condition(in: scope)
            try line.end()
            return .loop(condition, try loopBody(after: line))
        case "breakloop":
            guard isInLoop else { throw line.commandFailure(.notAllowedHere) }
            try line.end()
            return .breakLoop
        default:
            try line.end()
            return .abort
        }
    }

    /// A measurement loop with its outputs, settings and optional arguments.
    mutating func measurement(
        _ technique: ScriptMeasurement.Technique, _ head: ScriptLine
    ) throws(ScriptLoadError) -> ScriptStatement.Operation {
        var line = head
        guard !isInMeasurement else { throw line.commandFailure(.nestedMeasurement) }
        var outputs: [Int] = []
        for _ in 0..<technique.outputCount { outputs.append(try line.variable(in: scope)) }
        let settings = try line.operands(technique.settingCount, in: scope)
        let scans = line.count > 0 ? try scanCount(technique, &line) : nil
        try line.end()
        isInMeasurement = true
        defer { isInMeasurement = false }
        let body = try loopBody(after: line)
        let measurement = ScriptMeasurement(technique: technique, outputs: outputs, settings: settings, scans: scans)
        return .measurement(measurement, body)
    }

    private func scanCount(
        _ technique: ScriptMeasurement.Technique, _ line: inout ScriptLine
    ) throws(ScriptLoadError) -> ScriptOperand {
        guard case .word(let name) = line.nextKind else { throw line.failure(.extraArgument) }
        guard name == "nscans", technique == .cyclic else {
            throw line.failure(["poly_we", "add_meas"].contains(name) ? .notSupported : .badOptionalArgument)
        }
        line.skip()
        guard line.nextKind == .open else { throw line.failure(.badOptionalArgument) }
        line.skip()
        let scans = try line.operand(in: scope)
        guard line.nextKind == .close else { throw line.failure(.badOptionalArgument) }
        line.skip()
        return scans
    }

    private mutating func loopBody(after head: ScriptLine) throws(ScriptLoadError) -> [ScriptStatement] {
        let wasInLoop = isInLoop
        isInLoop = true
        defer { isInLoop = wasInLoop }
        let (body, end) = try innerBlock(until: ["endloop"], after: head)
        try end.end()
        return body
    }

    private mutating func branch(_ head: inout ScriptLine) throws(ScriptLoadError) -> ScriptStatement.Operation {
        var branches: [ScriptBranch] = []
        var line = head
        while line.name != "else" {
            let condition = try line.condition(in: scope)
            try line.end()
            let (body, end) = try innerBlock(until: ["elseif", "else", "endif"], after: line)
            branches.append(ScriptBranch(condition: condition, body: body))
            line = end
            if line.name == "endif" {
                try line.end()
                return .branch(branches, otherwise: [])
            }
        }
        try line.end()
        let (otherwise, end) = try innerBlock(until: ["endif"], after: line)
        try end.end()
        return .branch(branches, otherwise: otherwise)
    }
}
