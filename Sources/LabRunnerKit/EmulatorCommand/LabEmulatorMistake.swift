/// What can be wrong with the arguments of `lab-emulator`, beyond what the emulation itself refuses.
enum LabEmulatorMistake: Error, Equatable, CustomStringConvertible {
    case unknownEmulator(String, existing: [String])
    case badSpeed(String)

    /// One sentence that names the thing and what exists.
    var description: String {
        switch self {
        case .unknownEmulator(let name, let existing):
            "No emulator is named '\(name)'; existing: \(existing.joined(separator: ", "))."
        case .badSpeed(let text): "The speed '\(text)' is neither a number from 0.001 to 1000000 nor max."
        }
    }
}
