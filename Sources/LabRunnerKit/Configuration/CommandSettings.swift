import LabControl
import LabEngine
import LabValues

/// What the configuration says about commands and pauses, with the standard values where it says nothing.
struct CommandSettings: Sendable {
    var policy = CommandPolicy()
    var keys: KeyRing
    var skew: Duration
    var replyTo: [ReplyPattern]
    var onListenerLost = ListenerVigil.Action.continue
    var listenerDeadline: Duration
    var pingIssuer: String?
    var pause = PauseRules()

    /// Reads them, and the key files. Blocks for those.
    ///
    /// - Throws: `SettingFault`.
    init(_ settings: Settings) throws(SettingFault) {
        let filled = settings.filled(with: Self.keys)
        keys = try Self.keyRing(filled)
        policy = CommandPolicy(
            acceptUnsigned: try filled.text(Self.acceptUnsigned).flatMap { .init(rawValue: $0) } ?? .safer)
        onListenerLost = try filled.text(Self.onListenerLost).flatMap { .init(rawValue: $0) } ?? .continue
        pingIssuer = try filled.text(Self.pingIssuer)
        replyTo = (filled.list(Self.replyTo) ?? []).map { ReplyPattern($0) }
        skew = try Self.present(try filled.duration(Self.skew), Self.skew)
        listenerDeadline = try Self.present(try filled.duration(Self.listenerDeadline), Self.listenerDeadline)
        pause.longest = try Self.present(try filled.duration(Self.longest), Self.longest)
        pause.holdLongest = try Self.present(try filled.duration(Self.holdLongest), Self.holdLongest)
        guard pingIssuer == nil || onListenerLost != .continue else {
            throw .missing(
                key: Self.onListenerLost.name,
                why: "\(Self.pingIssuer.name) does nothing unless it is pause or stop")
        }
    }

    /// The commands' part of a run, without listeners and files.
    func setup(station: String?) -> CommandSetup {
        var setup = CommandSetup()
        setup.policy = policy
        setup.signatures = SignatureRules(keys: keys, station: station, skew: skew)
        setup.replyTo = replyTo
        setup.onListenerLost = onListenerLost
        setup.listenerDeadline = listenerDeadline
        setup.pingIssuer = pingIssuer
        return setup
    }

    private static func keyRing(_ settings: Settings) throws(SettingFault) -> KeyRing {
        do throws(KeyFault) {
            var keys: [SigningKey] = []
            for path in settings.list(keyFiles) ?? [] { keys.append(try KeyFile.read(path)) }
            return try KeyRing(keys)
        } catch {
            let words = "\(error)".dropLast() + (error.hint.map { "; \($0)" } ?? "")
            throw .malformed(
                key: keyFiles.name, source: settings[keyFiles]?.source ?? "", text: settings[keyFiles]?.text,
                expected: "usable: \(words)")
        }
    }

    private static func present<Value>(_ value: Value?, _ key: SettingKey) throws(SettingFault) -> Value {
        guard let value else { throw .missing(key: key.name, why: "it has no standard value") }
        return value
    }
}

extension CommandSettings {
    static let listen = SettingKey(
        "commands.listen", .list,
        "Where commands come from besides standard input, the control socket and signals, when no --listen is given: "
            + "a list of SCHEME:REST, or none. Without it a run listens beside each of its sinks where that can be.")
    static let acceptUnsigned = SettingKey(
        "commands.acceptUnsigned", .choice(CommandPolicy.AcceptUnsigned.allCases.map(\.rawValue)), standard: "safer",
        "Which commands may come unsigned over a channel that others can write to; safer takes pause, stop, status, "
            + "ping, note and tighter limits.")
    static let keyFiles = SettingKey(
        "commands.keys", .files,
        "The keys whose signatures count, each named like its file up to the last dot; see SignedCommands.md.")
    static let skew = SettingKey(
        "commands.skew", .duration(.zero ... .seconds(300)), standard: "30 s",
        "How far ahead of ours the clock of a signed command's sender may be.")
    static let replyTo = SettingKey(
        "commands.replyTo", .list, standard: ReplyPattern.standard.map(\.text).joined(separator: ", "),
        "Where replies may go when a command asks for a place; * stands for any characters.")
    static let onListenerLost = SettingKey(
        "commands.onListenerLost", .choice(ListenerVigil.Action.allCases.map(\.rawValue)), standard: "continue",
        "What a run does when a listener is lost, or pingIssuer silent, for listenerDeadline.")
    static let listenerDeadline = SettingKey(
        "commands.listenerDeadline", .duration(.seconds(1) ... .seconds(7 * 86_400)), standard: "60 s",
        "How long that may last.")
    static let pingIssuer = SettingKey(
        "commands.pingIssuer", .text,
        "Who must say ping within every listenerDeadline: the issuer of commands through the socket, or the name of "
            + "the key that signs them.")
    static let longest = SettingKey(
        "pause.longest", .duration(.seconds(1) ... .seconds(365 * 86_400)), standard: "24 h",
        "The longest pause; then the run stops, reason pause_timeout.")
    static let holdLongest = SettingKey(
        "pause.holdLongest", .duration(.seconds(1) ... .seconds(86_400)), standard: "60 s",
        "The longest hold inside a measurement, which nobody watches; then it is interrupted, the cell off.")

    /// Its keys, as the reference lists them.
    static let keys = [
        listen, acceptUnsigned, keyFiles, skew, replyTo, onListenerLost, listenerDeadline, pingIssuer, longest,
        holdLongest,
    ]
}

extension Settings {
    /// The listeners that the configuration names; nil when it says nothing about them.
    ///
    /// - Throws: `SettingFault` for one that does not exist.
    func configuredListeners(among listeners: ListenerCatalog) throws(SettingFault) -> [ListenerAddress]? {
        guard let texts = list(CommandSettings.listen), let value = self[CommandSettings.listen] else { return nil }
        do { return try listeners.addresses(texts) } catch {
            throw .malformed(
                key: CommandSettings.listen.name, source: value.source, text: value.text,
                expected: "a list of listeners: \(error)\(error.hint.map { " " + $0 } ?? "")".withoutFullStop)
        }
    }
}

extension String {
    fileprivate var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
