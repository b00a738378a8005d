extension DeviceReport: CustomStringConvertible {
    /// The code, what it means, and where: `4001 (unknown command), line 3, column 16`.
    var description: String {
        var text = codeText + (meaning.map { " (\($0))" } ?? "")
        if let line { text += ", line \(line)" }
        if let column { text += ", column \(column)" }
        return text
    }

    /// Four hexadecimal digits.
    var codeText: String {
        let digits = String(code, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// What the code means, in few words; nil for one that is not in the table.
    var meaning: String? { Self.meanings[code] }

    private static let meanings: [UInt16: String] = [
        0x0001: "not specified", 0x0002: "no such type of variable", 0x0003: "no such command",
        0x0004: "no such register", 0x0005: "the register cannot be written", 0x0006: "not possible in this mode",
        0x0007: "an argument has no allowed value", 0x0008: "the line is too long",
        0x0009: "the command took too long", 0x000B: "no memory for variables left", 0x000C: "no script is loaded",
        0x000E: "averaging ran over", 0x000F: "the potential is not allowed", 0x0010: "not a number, or infinite",
        0x0011: "the frequency is not allowed", 0x0012: "the amplitude is not allowed",
        0x0014: "open circuit cannot be measured while the cell is on", 0x001B: "this device does not support it",
        0x001C: "the step is below one bit of the converter", 0x001D: "the pulse is below one bit of the converter",
        0x001E: "the amplitude is below one bit of the converter", 0x001F: "no licence for it",
        0x0020: "more than one channel in a fast mode", 0x0021: "the potentiostat has no such mode",
        0x0023: "not allowed in this mode of the potentiostat", 0x0024: "too many additional variables",
        0x0028: "division by zero", 0x002B: "the checksum is wrong", 0x002C: "unexpected message number",
        0x002D: "the line is shorter than its header", 0x0032: "the cell was overloaded; the device gave up",
        0x0052: "the serial input ran over", 0x0058: "communication was too slow for the measurement",
        0x005A: "the timing cannot be kept", 0x0080: "the counter electrode oscillates",
        0x4001: "unknown command in the script", 0x4004: "unexpected character", 0x4005: "the script is too large",
        0x4008: "an optional argument is wrong", 0x400B: "measurement loops cannot be nested",
        0x400C: "not allowed here", 0x400D: "a block is not closed", 0x400E: "a block is not open",
        0x400F: "index outside the array", 0x4018: "the script ends too early", 0x401A: "not inside a measurement loop",
        0x401B: "package commands out of order", 0x401C: "too many variables in a package", 0x4020: "it took too long",
        0x4026: "the variable exists already", 0x4027: "the cell must be on", 0x4028: "the cell must be off",
        0x4029: "at least one step is needed", 0x402B: "no allowed name", 0x402C: "the name is too long",
        0x4032: "the potential must not change inside a loop", 0x4033: "the current must not change inside a loop",
        0x4034: "no licence for it", 0x4037: "the number is too large", 0x4039: "the number is malformed",
        0x4200: "the sign is not allowed", 0x4201: "zero is not allowed", 0x4202: "below what is allowed",
        0x4203: "above what is allowed", 0x4204: "outside what is allowed", 0x4205: "outside what is allowed",
        0x4206: "not on this device", 0x4207: "integer and fraction mixed up", 0x420A: "one argument too many",
        0x420B: "the variable was not declared", 0x420F: "the array is too small",
        0x7FFF: "fatal: the device must be restarted",
    ]
}
