import LabEmulation

extension ScriptRun {
    /// Lets device time pass for the cell, and listens to the host until it has passed on the wall clock too.
    func pass(_ seconds: Double) throws(ScriptStop) {
        device.potentiostat.advance(by: seconds)
        device.time.spend(seconds)
        try listen()
    }

    /// Answers the host until the device's time is due; at least looks once.
    func listen() throws(ScriptStop) {
        while true {
            switch device.host.next(until: device.time.due) {
            case .line(let line): try answer(line)
            case .tooLong(let first): try device.refuse(first, .lineTooLong)
            case .nothing: return
            case .poweredOff: throw .poweredOff
            }
        }
    }

    /// Answers one line between two lines of output. An empty line says nothing: it would look like the end.
    private func answer(_ line: [UInt8]) throws(ScriptStop) {
        guard let first = line.first else { return }
        device.state.note { $0.commands += 1 }
        switch String(decoding: line, as: UTF8.self) {
        case "Z":
            requests.abort()
            try device.send("Z")
        case "Y":
            guard requests.isInMeasurement else { return try device.refuse(first, .wrongMode) }
            requests.leaveLoop()
            try device.send("Y")
        case "R":
            guard requests.isInCyclic else { return try device.refuse(first, .wrongMode) }
            requests.reverse()
            try device.send("R")
        case "h": try halt()
        case "H": try device.refuse(first, .wrongMode)
        case "t": for part in device.versionLines { try device.send(part) }
        case let text: try device.refuse(first, Self.isIdleCommand(text) ? .wrongMode : .unknownCommand)
        }
    }

    /// Stands still until `H` or `Z`; the cell keeps its potential, and no point is measured. Whether a device hears
    /// `Z` meanwhile is not documented: a fault makes it deaf to it. `Y` and `R` are not heard.
    private func halt() throws(ScriptStop) {
        let start = ContinuousClock.now
        try device.send("h")
        device.state.publish()
        while true {
            switch device.host.next(until: nil) {
            case .line(let line):
                if let reply = try resumption(by: line) {
                    device.potentiostat.advance(by: device.time.halt(for: .now - start))
                    return try device.send(reply)
                }
            case .tooLong(let first): try device.refuse(first, .lineTooLong)
            case .nothing: continue
            case .poweredOff: throw .poweredOff
            }
        }
    }

    /// What is answered to a line that ends the halt; nil for any other, which is answered here.
    private func resumption(by line: [UInt8]) throws(ScriptStop) -> String? {
        guard let first = line.first else { return nil }
        device.state.publish { $0.commands += 1 }
        switch String(decoding: line, as: UTF8.self) {
        case "H": return "H"
        case "Z" where !device.strikes(.haltIgnoresAbort):
            requests.abort()
            return "Z"
        case "h": try device.send("h")
        case "Z", "Y", "R": break
        case "t": for part in device.versionLines { try device.send(part) }
        case let text: try device.refuse(first, Self.isIdleCommand(text) ? .wrongMode : .unknownCommand)
        }
        return nil
    }

    private static func isIdleCommand(_ text: String) -> Bool {
        ["i", "v", "m", "CC", "CM", "l", "e", "r"].contains(text) || text.hasPrefix("G") || text.hasPrefix("S")
    }
}
