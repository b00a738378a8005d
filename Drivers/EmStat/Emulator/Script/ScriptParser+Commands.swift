extension ScriptParser {
    /// What a line does; `nil` for a declaration.
    mutating func operation(of line: ScriptLine) throws(ScriptLoadError) -> ScriptStatement.Operation? {
        var line = line
        guard case .word = line.command.kind else { throw line.commandFailure(.unexpectedCharacter) }
        switch line.name {
        case "var", "array":
            try declare(&line)
            return nil
        case "if", "loop", "breakloop", "abort": return try flow(line)
        case "else", "elseif", "endif", "endloop", "on_finished": throw line.commandFailure(.badScope)
        case "pck_start", "pck_add", "pck_end": return try package(&line)
        default: break
        }
        if let technique = ScriptMeasurement.Technique(rawValue: line.name) {
            return try measurement(technique, line)
        }
        var operation = try setting(&line)
        if operation == nil { operation = try variableOperation(&line) }
        if operation == nil { operation = try action(&line) }
        guard let operation else {
            let isReal = Self.commandsLeftOut.contains(line.name)
            throw line.commandFailure(isReal ? .notSupported : .unknownScriptCommand)
        }
        try line.end()
        return operation
    }

    /// Commands of the language that this emulator does not play.
    private static let commandsLeftOut: Set<String> = [
        "meas_loop_dpv", "meas_loop_swv", "meas_loop_npv", "meas_loop_acv", "meas_loop_cp", "meas_loop_pad",
        "meas_loop_lsp", "meas_loop_eis", "meas_loop_geis", "meas_loop_ca_alt_mux", "meas_loop_cp_alt_mux",
        "meas_loop_ocp_alt_mux", "meas_loop_eis_dual", "meas_fast_cv", "meas_fast_ca", "mod_var", "pow_var",
        "float_to_int", "int_to_float", "alter_vartype", "set_pot_range", "set_i", "set_script_output", "file_open",
        "file_close", "set_gpio_cfg", "set_gpio", "get_gpio", "set_gpio_msk", "set_gpio_pullup", "mux_config",
        "mux_set_channel", "mux_get_channel_count", "set_poly_we_mode", "set_bipot_mode", "set_bipot_potential",
        "hibernate",
    ]

    private mutating func declare(_ line: inout ScriptLine) throws(ScriptLoadError) {
        let isArray = line.name == "array"
        guard case .word(let name) = line.nextKind else { throw line.failure(.badName) }
        guard !scope.isTaken(name) else { throw line.failure(.duplicateVariable) }
        line.skip()
        if isArray {
            let size = try line.operand(in: scope)
            if case .literal(let size) = size, !(1...65536).contains(size.number) {
                throw line.failure(.outOfVariableMemory)
            }
            scope.declareArray(name)
        } else {
            scope.declareVariable(name)
        }
        try line.end()
    }

    private func setting(_ line: inout ScriptLine) throws(ScriptLoadError) -> ScriptStatement.Operation? {
        switch line.name {
        case "set_pgstat_chan", "set_max_bandwidth": return .accept([try line.operand(in: scope)])
        case "set_pgstat_mode":
            guard !isInMeasurement else { throw line.commandFailure(.notAllowedHere) }
            return .setMode(try line.operand(in: scope))
        case "set_range_minmax":
            let type = try line.variableType()
            return .setWindow(type: type, try line.operand(in: scope), try line.operand(in: scope))
        case "set_cr": return .setRange(type: "ba", try line.operand(in: scope))
        case "set_range":
            let type = try line.variableType()
            return .setRange(type: type, try line.operand(in: scope))
        case "set_autoranging":
            let type = line.count > 2 ? try line.variableType() : "ba"
            return .setAutoranging(type: type, try line.operand(in: scope), try line.operand(in: scope))
        case "set_e":
            guard !isInMeasurement else { throw line.commandFailure(.potentialInLoop) }
            return .setPotential(try line.operand(in: scope))
        default: return nil
        }
    }

    private func variableOperation(_ line: inout ScriptLine) throws(ScriptLoadError) -> ScriptStatement.Operation? {
        switch line.name {
        case "store_var":
            let variable = try line.variable(in: scope)
            let value = try line.literal()
            return .store(variable, value, type: try line.variableType())
        case "copy_var":
            let source = try line.operand(in: scope)
            return .copy(from: source, to: try line.variable(in: scope))
        default:
            guard let arithmetic = ScriptArithmetic(rawValue: line.name) else { return nil }
            let variable = try line.variable(in: scope)
            return .arithmetic(arithmetic, variable, try line.operand(in: scope))
        }
    }

    private func action(_ line: inout ScriptLine) throws(ScriptLoadError) -> ScriptStatement.Operation? {
        switch line.name {
        case "cell_on": return .switchCell(on: true)
        case "cell_off": return .switchCell(on: false)
        case "wait": return .wait(try line.operand(in: scope))
        case "timer_start": return .startTimer
        case "timer_get": return .readTimer(try line.variable(in: scope))
        case "set_int": return .setInterval(try line.operand(in: scope))
        case "await_int": return .awaitInterval
        case "send_string": return .send(try line.text())
        case "meas":
            let time = try line.operand(in: scope)
            let variable = try line.variable(in: scope)
            guard line.nextKind == .word("ba") || line.nextKind == .word("ab") else {
                throw line.failure(.notSupported)
            }
            return .measure(time, variable, type: try line.variableType())
        default: return nil
        }
    }

    private mutating func package(_ line: inout ScriptLine) throws(ScriptLoadError) -> ScriptStatement.Operation {
        guard (line.name == "pck_start") != isPackageOpen else { throw line.commandFailure(.packageOrder) }
        let operation: ScriptStatement.Operation
        switch line.name {
        case "pck_start": operation = .startPackage
        case "pck_add": operation = .addToPackage(try line.variable(in: scope))
        default: operation = .endPackage
        }
        isPackageOpen = line.name != "pck_end"
        try line.end()
        return operation
    }
}
