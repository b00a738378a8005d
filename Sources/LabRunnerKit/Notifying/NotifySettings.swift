import Glibc
import LabValues

/// What the configuration says about notifications: which program is told which events.
struct NotifySettings: Sendable, Hashable {
    /// The executable and its arguments.
    var command: [String]
    var events: Set<NotifyTrigger>
    /// How long it may take.
    var timeout: Duration

    static let command = SettingKey(
        "notify.command", .list,
        "A program that is told of events: its absolute path, then its arguments. It gets the event as JSON on standard "
            + "input, LAB_EXPERIMENT_ID and LAB_EVENT in its environment; no shell is involved.")
    static let events = SettingKey(
        "notify.events", .list, standard: "finished, failed, limit, link_lost, unconfirmed",
        "Of which events: " + NotifyTrigger.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    static let timeout = SettingKey(
        "notify.timeout", .duration(.milliseconds(100) ... .seconds(300)), standard: "10 s",
        "How long it may take; then it is killed. The end of a run waits no longer for the last one.")

    /// Its keys, as the reference lists them.
    static let keys = [command, events, timeout]

    /// Reads and checks them; nil when no command is set.
    ///
    /// - Throws: `SettingFault`, also for an executable that cannot be used. Looks at one file.
    init?(_ settings: Settings) throws(SettingFault) {
        let filled = settings.filled(with: Self.keys)
        let words = filled.list(Self.command) ?? []
        guard let path = words.first, let written = settings[Self.command] else {
            guard settings[Self.events] == nil, settings[Self.timeout] == nil else {
                throw .missing(key: Self.command.name, why: "without it nobody is told")
            }
            return nil
        }
        if let expected = Self.lack(of: path) {
            throw .malformed(key: Self.command.name, source: written.source, text: path, expected: expected)
        }
        command = words
        events = []
        for word in filled.list(Self.events) ?? [] {
            guard let trigger = NotifyTrigger(rawValue: word) else {
                throw .malformed(
                    key: Self.events.name, source: filled[Self.events]?.source ?? "default", text: word,
                    expected: "one of " + NotifyTrigger.allCases.map(\.rawValue).joined(separator: ", "))
            }
            events.insert(trigger)
        }
        timeout = try filled.duration(Self.timeout) ?? .seconds(10)
    }

    /// What a path is not that it must be; nil when it is all right.
    private static func lack(of path: String) -> String? {
        guard path.hasPrefix("/") else { return "an absolute path" }
        var facts = stat()
        guard stat(path, &facts) == 0 else { return "a program that exists" }
        guard facts.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 else { return "a program that may be run" }
        guard facts.st_mode & 0o002 == 0 else { return "safe: everybody may write to it (chmod o-w)" }
        return nil
    }
}
