import LabEmulation

extension ScriptRun {
    /// Settings of the potentiostat and the switch to the cell.
    func performSetting(_ operation: ScriptStatement.Operation) throws(ScriptStop) {
        switch operation {
        case .setMode(let operand): try setMode(operand)
        case .setWindow(let type, let low, let high):
            guard type == "da" || type == "ab" else { return }
            let potentials = [value(low).number, value(high).number]
            try checked { () throws(ScriptErrorCode) in try device.potentiostat.check(potentials) }
        case .setRange(let type, let operand):
            if type == "ba" { device.potentiostat.setRange(for: try current(operand)) }
        case .setAutoranging(let type, let low, let high):
            guard type == "ba" else { return }
            device.potentiostat.setAutoranging(from: try current(low), to: try current(high))
        case .setPotential(let operand): try setPotential(value(operand).number)
        case .switchCell(let isOn):
            if !isOn, device.potentiostat.isCellOn, device.strikes(.noOff) { return }
            try checked { () throws(ScriptErrorCode) in try device.potentiostat.switchCell(on: isOn) }
            device.state.publish { $0.isCellOn = isOn }
        default: break
        }
    }

    /// Applies a potential and lets an observer know.
    func setPotential(_ volts: Double) throws(ScriptStop) {
        try checked { () throws(ScriptErrorCode) in try device.potentiostat.setPotential(volts) }
        notePotential()
    }

    /// Lets an observer know the potential.
    func notePotential() {
        let volts = device.potentiostat.potential
        device.state.note { $0.potential = volts }
    }

    private func setMode(_ operand: ScriptOperand) throws(ScriptStop) {
        guard let number = Int(exactly: value(operand).number) else { throw .failed(.badArgument) }
        if number == 0, device.potentiostat.isCellOn, device.strikes(.noOff) { return }
        try checked { () throws(ScriptErrorCode) in try device.potentiostat.setMode(number) }
        let isCellOn = device.potentiostat.isCellOn
        if device.state.snapshot.isCellOn != isCellOn { device.state.publish { $0.isCellOn = isCellOn } }
    }

    private func current(_ operand: ScriptOperand) throws(ScriptStop) -> Double {
        let amperes = value(operand).number
        guard amperes.isFinite else { throw .failed(.badArgument) }
        return amperes
    }
}
