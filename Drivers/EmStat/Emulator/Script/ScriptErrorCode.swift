/// Error codes of the device that this emulator uses (MethodSCRIPT and communication protocol).
enum ScriptErrorCode: UInt16, Error {
    case badVariableType = 0x0002
    case unknownCommand = 0x0003
    case unknownRegister = 0x0004
    case registerReadOnly = 0x0005
    case wrongMode = 0x0006
    case badArgument = 0x0007
    case lineTooLong = 0x0008
    case outOfVariableMemory = 0x000B
    case noScriptLoaded = 0x000C
    case invalidPotential = 0x000F
    case openCircuitWithCellOn = 0x0014
    case notSupported = 0x001B
    case stepBelowResolution = 0x001C
    case modeUnsupported = 0x0021
    case notValidInMode = 0x0023
    case divideByZero = 0x0028
    case cellOverload = 0x0032
    case notMultichannel = 0x0048
    case inputOverrun = 0x0052
    case unknownScriptCommand = 0x4001
    case unexpectedCharacter = 0x4004
    case scriptTooLarge = 0x4005
    case badOptionalArgument = 0x4008
    case nestedMeasurement = 0x400B
    case notAllowedHere = 0x400C
    case badScope = 0x400D
    case scriptEnded = 0x4018
    case packageOrder = 0x401B
    case tooManyInPackage = 0x401C
    case duplicateVariable = 0x4026
    case needsCellOn = 0x4027
    case badName = 0x402B
    case potentialInLoop = 0x4032
    case overflow = 0x4037
    case badLiteral = 0x4039
    case typeMismatch = 0x4207
    case extraArgument = 0x420A
    case undeclaredVariable = 0x420B

    /// `!` and four upper-case hexadecimal digits.
    var text: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        return "!" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
