/// What an emulated instrument can be told to do wrong.
public enum FaultKind: String, Sendable, Hashable, CaseIterable {
    /// The next package arrives with damaged bytes.
    case garble
    /// Stops for ever: commands are read and not answered, the cell stays as it is.
    case stall
    /// Says nothing any more, but goes on measuring and obeying.
    case mute
    /// The wire drops and can be opened again.
    case disconnect
    /// The next value is not a number.
    case nan
    /// From here on every current is clipped and marked as an overload.
    case overload
    /// The script fails; the cell stays on and `on_finished:` is not run.
    case runtimeError = "runtime-error"
    /// The next script is refused.
    case replyError = "reply-error"
    /// From here on bytes come one at a time.
    case dribble
    /// From here on an abort is not heard while the device holds.
    case haltIgnoresAbort = "halt-ignores-abort"
    /// The next package ends in its middle.
    case truncate
    /// A stray error reply stands before the next package.
    case interleave
    /// The next package holds its current twice.
    case duplicateCurrent = "duplicate-current"
    /// A line without end stands before the next package.
    case longLine = "long-line"
    /// From here on every package is sent three times.
    case extraPoints = "extra-points"
    /// The measurement ends by itself after the next package.
    case earlyEnd = "early-end"
    /// From here on the cell cannot be switched off, though the device says that it was.
    case noOff = "no-off"
    /// From here on another serial number answers.
    case wrongSerial = "wrong-serial"

    /// Whether it stays once it has come; all others happen once.
    public var isLasting: Bool {
        switch self {
        case .stall, .mute, .overload, .dribble, .haltIgnoresAbort, .extraPoints, .noOff, .wrongSerial: true
        case .garble, .disconnect, .nan, .runtimeError, .replyError, .truncate, .interleave, .duplicateCurrent,
            .longLine, .earlyEnd:
            false
        }
    }

    /// What it does, for help.
    public var summary: String {
        switch self {
        case .garble: "the next package arrives with damaged bytes"
        case .stall: "stops for ever; commands are read and not answered, the cell stays as it is"
        case .mute: "says nothing any more, but goes on measuring and obeying"
        case .disconnect: "the wire drops and can be opened again"
        case .nan: "the next value is not a number"
        case .overload: "from here on every current is clipped and marked as an overload"
        case .runtimeError: "the script fails; the cell stays on"
        case .replyError: "the next script is refused"
        case .dribble: "from here on bytes come one at a time"
        case .haltIgnoresAbort: "from here on an abort is not heard while the device holds"
        case .truncate: "the next package ends in its middle"
        case .interleave: "a stray error reply stands before the next package"
        case .duplicateCurrent: "the next package holds its current twice"
        case .longLine: "a line of 100,000 bytes stands before the next package"
        case .extraPoints: "from here on every package is sent three times"
        case .earlyEnd: "the measurement ends by itself after the next package"
        case .noOff: "from here on the cell stays on, though the device says that it is off"
        case .wrongSerial: "from here on another serial number answers"
        }
    }
}
