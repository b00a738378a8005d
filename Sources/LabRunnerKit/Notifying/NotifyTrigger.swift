import LabValues

/// What a notification may be about, as `notify.events` lists it.
enum NotifyTrigger: String, CaseIterable, Sendable {
    // In this order: a message that several of these fit goes by the name of the first.
    case unconfirmed, failed, stopped, finished, limit, unguarded
    case linkLost = "link_lost"
    case linkRestored = "link_restored"
    case listenerLost = "listener_lost"
    case suspended
    case clockStep = "clock_step"
    case dropped, degraded, recovered, paused, resumed, started
    case stepFailed = "step_failed"
    case warning

    /// Whether a message is what it says.
    func fits(_ event: EventName, _ data: JSONObject) -> Bool {
        switch self {
        case .unconfirmed: event == .cellState && data["safe"]?.text == SafeState.unconfirmed.rawValue
        case .failed: event == .experimentFinished && data["outcome"] == "failed"
        case .stopped: event == .experimentFinished && data["outcome"] == "stopped"
        case .finished: event == .experimentFinished
        case .started: event == .experimentStarted || event == .experimentResumed
        default: event == Self.names[self]
        }
    }

    private static let names: [Self: EventName] = [
        .limit: .limitBreached, .unguarded: .unguarded, .linkLost: .linkLost, .linkRestored: .linkRestored,
        .listenerLost: .listenerLost, .suspended: .hostSuspended, .clockStep: .clockStep, .dropped: .messagesDropped,
        .degraded: .publisherDegraded, .recovered: .publisherRecovered, .paused: .paused, .resumed: .resumed,
        .stepFailed: .stepFailed, .warning: .warning,
    ]
}
