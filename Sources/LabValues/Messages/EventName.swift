/// The name of an event; authors may add their own.
public struct EventName: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }

    public static let experimentStarted = Self(rawValue: "experiment_started")
    public static let experimentResumed = Self(rawValue: "experiment_resumed")
    public static let experimentFinished = Self(rawValue: "experiment_finished")
    public static let stepStarted = Self(rawValue: "step_started")
    public static let stepCompleted = Self(rawValue: "step_completed")
    public static let stepInterrupted = Self(rawValue: "step_interrupted")
    public static let stepFailed = Self(rawValue: "step_failed")
    public static let stepSkipped = Self(rawValue: "step_skipped")
    public static let paused = Self(rawValue: "paused")
    public static let resumed = Self(rawValue: "resumed")
    public static let commandReceived = Self(rawValue: "command_received")
    public static let commandFinished = Self(rawValue: "command_finished")
    public static let commandRefused = Self(rawValue: "command_refused")
    public static let commandsRefused = Self(rawValue: "commands_refused")
    public static let limitBreached = Self(rawValue: "limit_breached")
    public static let linkLost = Self(rawValue: "link_lost")
    public static let linkRestored = Self(rawValue: "link_restored")
    public static let listenerLost = Self(rawValue: "listener_lost")
    public static let listenerRestored = Self(rawValue: "listener_restored")
    public static let warning = Self(rawValue: "warning")
    public static let messagesDropped = Self(rawValue: "messages_dropped")
    public static let cellState = Self(rawValue: "cell_state")
    public static let heartbeat = Self(rawValue: "heartbeat")
    public static let note = Self(rawValue: "note")
    public static let publisherDegraded = Self(rawValue: "publisher_degraded")
    public static let publisherRecovered = Self(rawValue: "publisher_recovered")
    public static let clockStep = Self(rawValue: "clock_step")
    public static let hostSuspended = Self(rawValue: "host_suspended")
    public static let unguarded = Self(rawValue: "unguarded")

    /// The names the engine itself uses: an author's event must have another.
    public static let reserved: Set<EventName> = [
        .experimentStarted, .experimentResumed, .experimentFinished, .stepStarted, .stepCompleted, .stepInterrupted,
        .stepFailed, .stepSkipped, .paused, .resumed, .commandReceived, .commandFinished, .commandRefused,
        .commandsRefused, .limitBreached, .linkLost, .linkRestored, .listenerLost, .listenerRestored, .warning, .messagesDropped, .cellState, .heartbeat, .note, .publisherDegraded,
        .publisherRecovered, .clockStep, .hostSuspended, .unguarded,
    ]
}
