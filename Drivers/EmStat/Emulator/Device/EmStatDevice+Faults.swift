import Glibc
import LabEmulation

// What the device does wrong when it is told to. Without a fault nothing here changes what it does.

extension EmStatDevice {
    /// Whether a fault of this kind happens now; counted once.
    func strikes(_ kind: FaultKind) -> Bool {
        guard !faults.isEmpty else { return false }
        let before = faults.fired
        let isStruck = faults.strikes(kind, after: state.snapshot.pointsSent)
        if faults.fired > before { state.publish { $0.faults += 1 } }
        return isStruck
    }

    /// The serial number that answers.
    var serialNumber: String { strikes(.wrongSerial) ? "SIMOTHER0002" : model.serialNumber }

    // MARK: Readings

    /// The current, as good as it can be measured.
    func readCurrent() -> Potentiostat.Reading {
        var reading = strikes(.overload) ? potentiostat.readOverload() : potentiostat.readCurrent()
        if strikes(.nan) { reading.value = .nan }
        return reading
    }

    /// The potential, as good as it can be measured.
    func readPotential() -> Potentiostat.Reading {
        var reading = potentiostat.readPotential()
        if strikes(.nan) { reading.value = .nan }
        return reading
    }

    // MARK: Packages

    /// Sends a package.
    func send(package fields: [PackageField]) throws(ScriptStop) {
        var fields = fields
        if strikes(.duplicateCurrent), let current = fields.firstIndex(where: { $0.type == "ba" }) {
            fields.insert(fields[current], at: current)
        }
        let cutting = model.cutsFractions
        let text = "P" + fields.map { $0.text(cutting: cutting) }.joined(separator: ";")
        if strikes(.interleave) { try send("x" + ScriptErrorCode.unknownCommand.text) }
        if strikes(.longLine) { try send(String(repeating: "x", count: 100_000)) }
        var bytes = Array((text + "\n").utf8)
        if strikes(.garble) { Self.damage(&bytes) }
        if strikes(.truncate) { bytes.removeLast(bytes.count / 2) }
        for _ in 0..<(strikes(.extraPoints) ? 3 : 1) {
            try deliver(bytes)
            state.note { $0.pointsSent += 1 }
        }
    }

    /// Turns every fifth byte into one that no package holds there; the first letter and the line end stay.
    private static func damage(_ bytes: inout [UInt8]) {
        for place in stride(from: 4, to: bytes.count - 1, by: 5) { bytes[place] ^= 0x55 }
    }

    // MARK: The wire

    /// Puts bytes on the wire.
    func deliver(_ bytes: [UInt8]) throws(ScriptStop) {
        guard !isMute else { return }
        guard strikes(.dribble) else {
            guard channel.write(bytes) else { throw .poweredOff }
            return
        }
        for byte in bytes {
            guard channel.write([byte]) else { throw .poweredOff }
            usleep(200)  // a gap that every reader sees
        }
    }

    /// Reads commands and answers none, until the power is cut.
    func stall() throws(ScriptStop) {
        state.publish()
        while true {
            switch host.next(until: nil) {
            case .line: state.publish { $0.commands += 1 }
            case .tooLong, .nothing: continue
            case .poweredOff: throw .poweredOff
            }
        }
    }
}

extension ScriptRun {
    /// Faults that come before a package and have to do with the script.
    func suffer() throws(ScriptStop) {
        guard !device.faults.isEmpty else { return }
        if device.strikes(.stall) { try device.stall() }
        if device.strikes(.mute) { device.isMute = true }
        if device.strikes(.disconnect) { device.channel.hangUp() }
        if device.strikes(.runtimeError) { throw .failed(.cellOverload) }
        if device.strikes(.earlyEnd) { requests.leaveLoop() }
    }
}
