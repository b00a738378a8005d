public import LabValues

/// What can be wrong with a wire.
public enum LinkError: LabFault, Hashable {
    /// There is nothing at that address.
    case notFound(address: String)
    /// The operating system does not let this user open it.
    case notPermitted(address: String)
    /// Somebody else has it.
    case busy(address: String, holder: String?)
    /// The address cannot be understood, or names a kind of link that does not exist.
    case badAddress(address: String, expected: String)
    /// It is no terminal.
    case notATerminal(address: String)
    /// The wire or the device at its end is gone.
    case unplugged(address: String)
    /// Nothing answered in time.
    case silent(address: String, waited: Duration)
    /// The device takes no more bytes.
    case stalled(address: String)
    /// The wire was closed on this side.
    case closed(address: String)
    /// The task that waited was cancelled.
    case cancelled
    /// Something else is sent over a replayed wire than was sent when it was recorded; `line` is the transcript's.
    case differs(address: String, line: Int, expected: String, sent: String)
    /// The operating system said no for another reason.
    case system(address: String, call: String, errno: Int32)

    public var recovery: Recovery {
        switch self {
        case .silent: .retry(after: .milliseconds(200))
        case .unplugged, .stalled: .waitForLink
        case .notFound, .notPermitted, .busy, .badAddress, .notATerminal: .refuse
        case .closed, .cancelled, .differs, .system: .cellOffAndStop
        }
    }

    public var code: String {
        switch self {
        case .unplugged, .stalled: "link_lost"
        case .notFound, .notPermitted, .busy, .notATerminal: "not_reachable"
        case .badAddress: "invalid_input"
        case .silent, .closed, .cancelled, .differs, .system: "instrument_error"
        }
    }

    public var description: String {
        switch self {
        case .notFound(let address): "There is nothing at \(address)."
        case .notPermitted(let address): "This user may not open \(address)."
        case .busy(let address, let holder):
            "\(address) is in use\(holder.map { " by \($0)" } ?? " by another program")."
        case .badAddress(let address, let expected): "“\(address)” is no address of an instrument: \(expected)."
        case .notATerminal(let address): "\(address) is no terminal."
        case .unplugged(let address): "\(address) is gone: unplugged, switched off, or its other end closed."
        case .silent(let address, let waited): "\(address) was silent for \(waited.roundedText)."
        case .stalled(let address): "\(address) takes no more bytes."
        case .closed(let address): "\(address) has been closed."
        case .cancelled: "The wait was cancelled."
        case .differs(let address, let line, let expected, let sent):
            "“\(sent)” is sent, but line \(line) of \(address) \(expected.isEmpty ? "is its end" : "has “\(expected)”")."
        case .system(let address, let call, let errno): "\(address): \(call) failed (errno \(errno))."
        }
    }

    public var hint: String? {
        switch self {
        case .notFound: "Is the instrument plugged in and switched on? Is the emulator running?"
        case .notPermitted: "Add the user to the group that owns the device (dialout), log in again, and retry."
        case .busy: "Close the other program, or wait for the other run to end."
        case .unplugged: "Check the cable and the instrument's power."
        case .silent: "Is it the right instrument at that address, and is it switched on?"
        case .differs: "A replay needs the program, the parameters and the driver of the recording, and no command."
        case .badAddress, .notATerminal, .stalled, .closed, .cancelled, .system: nil
        }
    }
}
