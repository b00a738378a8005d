/// Why an emulator cannot be made or served.
public enum EmulatorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The emulator cannot play this model.
    case unknownModel(String, of: String, existing: [String])

    /// The emulator has no faults to show.
    case showsNoFaults(name: String)

    /// No pseudo-terminal could be opened, with the system's reason.
    case noPseudoTerminal(reason: String)

    /// The link cannot be made, with the system's reason.
    case linkRefused(path: String, reason: String)

    /// The state file cannot be written, with the system's reason.
    case stateFileRefused(path: String, reason: String)

    /// One sentence that names the thing and what exists.
    public var description: String {
        switch self {
        case .unknownModel(let model, let emulator, let existing):
            "Unknown model '\(model)' of \(emulator); possible models: \(existing.joined(separator: ", "))."
        case .showsNoFaults(let name): "The emulator of \(name) shows no faults."
        case .noPseudoTerminal(let reason): "No pseudo-terminal could be opened: \(reason)."
        case .linkRefused(let path, let reason): "The link '\(path)' cannot be made: \(reason)."
        case .stateFileRefused(let path, let reason): "The state file '\(path)' cannot be written: \(reason)."
        }
    }
}
