import LabEmulation

/// The device while nothing runs: it takes one command a line and answers it.
final class EmStatDevice {
    var potentiostat: Potentiostat
    var time: DeviceTime
    var host: HostLines
    let state: EmulatorState
    let channel: any DeviceChannel
    var faults: FaultPlan
    /// Whether nothing is sent any more.
    var isMute = false
    private var loaded: ScriptProgram?

    init(
        potentiostat: Potentiostat, time: DeviceTime, channel: any DeviceChannel, state: EmulatorState,
        faults: FaultPlan
    ) {
        self.potentiostat = potentiostat
        self.time = time
        self.channel = channel
        self.state = state
        self.faults = faults
        host = HostLines(from: channel)
    }

    var model: EmStatModel { potentiostat.model }

    /// Answers until the channel is closed.
    func live() {
        do throws(ScriptStop) {
            while true { try answerNext() }
        } catch {
            state.publish()
        }
    }

    private func answerNext() throws(ScriptStop) {
        switch host.next(until: nil) {
        case .line(let line):
            potentiostat.advance(by: time.catchUp())
            state.publish { $0.commands += 1 }
            try answer(line)
        case .tooLong(let first): try refuse(first, .lineTooLong)
        case .nothing: return
        case .poweredOff: throw .poweredOff
        }
    }

    private func answer(_ line: [UInt8]) throws(ScriptStop) {
        switch String(decoding: line, as: UTF8.self) {
        case "": try send("")
        case "t": for part in versionLines { try send(part) }
        case "i": try send("i" + serialNumber)
        case "v": try send("v" + model.scriptVersion)
        case "m": try refuse(line[0], .notMultichannel)
        case "CC": try send("C" + Capabilities.communication)
        case "CM": try send("C" + Capabilities.script)
        case "l": if try load(line[0], mayStart: false) { try send("l") }
        case "e": if try load(line[0], mayStart: true) { try run(line[0]) }
        case "r":
            if loaded == nil {
                try refuse(line[0], .noScriptLoaded)
            } else if strikes(.replyError) {
                try refuse(line[0], .inputOverrun)
            } else {
                try run(line[0])
            }
        case "h", "H", "Z", "Y", "R": try refuse(line[0], .wrongMode)
        case let text where text.hasPrefix("G"): try answerRegister(text.dropFirst())
        case let text where text.hasPrefix("S"): try refuse(line[0], .registerReadOnly)
        default: try refuse(line[0], .unknownCommand)
        }
    }

    /// The two lines that answer `t`, in every mode.
    var versionLines: [String] {
        ["t" + model.firmware[0]] + model.firmware.dropFirst()
    }

    /// The content of a register is not verified, only that it is hexadecimal.
    private func answerRegister(_ digits: Substring) throws(ScriptStop) {
        guard digits.count == 2, let register = UInt8(digits, radix: 16) else { return try refuse(G, .badArgument) }
        switch register {
        case 6: try send("G" + serialNumber.utf8.map { String($0, radix: 16, uppercase: true) }.joined())
        case 7: try send("G0001")
        case 10: try send("G000003E8")
        case 16: try send("G00000000")
        default: try refuse(G, .unknownRegister)
        }
    }

    // MARK: Scripts

    /// Takes the lines of a script up to the empty one; answers itself when it must refuse them.
    private func load(_ command: UInt8, mayStart: Bool) throws(ScriptStop) -> Bool {
        guard let lines = try collect(command) else { return false }
        if strikes(.replyError) {
            try refuse(command, .inputOverrun)
            return false
        }
        do throws(ScriptLoadError) {
            let program = try ScriptParser.program(in: lines)
            var check = ScriptCellCheck(isCellOn: mayStart ? potentiostat.isCellOn : nil)
            try check.check(program.body)
            loaded = program
            return true
        } catch {
            try send(String(decoding: [command], as: UTF8.self) + error.text)
            host.goDeaf()
            return false
        }
    }

    private func collect(_ command: UInt8) throws(ScriptStop) -> [[UInt8]]? {
        let largestScript = 64 * 1024
        var lines: [[UInt8]] = []
        var size = 0
        while true {
            switch host.next(until: nil) {
            case .line(let line) where line.isEmpty: return lines
            case .line(let line):
                lines.append(line)
                size += line.count + 1
                if size > largestScript {
                    try refuse(command, .scriptTooLarge)
                    return nil
                }
            case .tooLong:
                try refuse(command, .lineTooLong)
                return nil
            case .nothing: continue
            case .poweredOff: throw .poweredOff
            }
        }
    }

    private func run(_ command: UInt8) throws(ScriptStop) {
        guard let loaded else { return }
        potentiostat.advance(by: time.catchUp())
        state.note { $0.scripts += 1 }
        try send(String(decoding: [command], as: UTF8.self))
        let run = ScriptRun(of: loaded, on: self)
        let lastWords: String
        do throws(ScriptStop) {
            try run.perform()
            lastWords = ""
        } catch .failed(let code) {
            lastWords = "\(code.text): Line \(run.currentLine)"
        }
        time.settle()
        state.publish()
        try send(lastWords)
        if !lastWords.isEmpty { host.goDeaf() }
    }

    // MARK: Output

    /// Sends one line.
    func send(_ text: String) throws(ScriptStop) {
        try deliver(Array((text + "\n").utf8))
    }

    /// Answers a command with an error and stops listening for a while.
    func refuse(_ command: UInt8, _ code: ScriptErrorCode) throws(ScriptStop) {
        try deliver([command] + Array((code.text + "\n").utf8))
        host.goDeaf()
    }
}

/// The echo of a register command.
private let G = UInt8(ascii: "G")
