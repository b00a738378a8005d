public import LabValues

/// A listener that can be named on the command line as `SCHEME:REST` (`--listen`, `commands.listen`).
public protocol CommandListenerKind: CommandListener {
    /// What stands before the colon: `kafka`.
    static var scheme: String { get }
    /// One line for lists and help.
    static var summary: String { get }
    /// The configuration keys it reads, beside those every run knows.
    static var settingKeys: [SettingKey] { get }

    /// The listener a run has without asking when it publishes to `sink` (`SCHEME:REST`); nil for none.
    static func address(beside sink: String) -> String?

    /// Makes ready to listen; connects to nothing yet.
    ///
    /// - Throws: a `LabFault` when this can never work.
    static func open(_ opening: ListenerOpening) throws -> any CommandListener
}

extension CommandListenerKind {
    public static var settingKeys: [SettingKey] { [] }
    public static func address(beside sink: String) -> String? { nil }
}

/// What a listener is opened with.
public struct ListenerOpening: Sendable {
    /// What stands behind the scheme: `HOST:PORT`.
    public var rest: String
    /// The run that listens.
    public var experiment: ExperimentID
    /// The name of the bench, where it has one.
    public var station: String?
    /// What the configuration says.
    public var settings: Settings
    public var clock: any LabClock

    /// An opening.
    public init(
        _ rest: String, for experiment: ExperimentID, station: String? = nil, settings: Settings = Settings(),
        clock: any LabClock
    ) {
        (self.rest, self.experiment, self.station) = (rest, experiment, station)
        (self.settings, self.clock) = (settings, clock)
    }
}
