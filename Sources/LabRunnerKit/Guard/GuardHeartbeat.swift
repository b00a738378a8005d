import LabValues

/// How long a run may be silent before its guard ends it.
enum GuardHeartbeat {
    /// What switches it off, or says how long, where it is not the usual.
    static let variable = "LAB_GUARD_HEARTBEAT"
    /// The usual.
    static let usual = Duration.seconds(30)

    /// Reads `off` or a number of seconds; nil is off.
    ///
    /// - Throws: `CommandFault`.
    static func read(_ text: String?) throws(CommandFault) -> Duration? {
        guard let text else { return usual }
        if text == "off" { return nil }
        guard let seconds = Double(text), (0.1...86_400).contains(seconds) else {
            throw CommandFault(
                "\(variable)=\(text) is neither off nor a number of seconds from 0.1 to 86400.",
                hint: "Leave it out: a run that is silent for 30 s is then ended.")
        }
        return Duration(secondsClamped: seconds)
    }
}
