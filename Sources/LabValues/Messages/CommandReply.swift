/// The answer to a command; an `accepted` one is followed by exactly one other with the same id.
public struct CommandReply: Sendable, Hashable {
    /// How far the command got.
    public enum Status: String, Sendable, Hashable {
        case accepted, done, failed, refused
    }

    /// The command's id.
    public var id: String?
    /// What was asked for.
    public var command: String
    /// When the reply was made.
    public var timestamp: Timestamp
    /// The run that answers.
    public var experiment: ExperimentID
    /// How far the command got.
    public var status: Status
    /// Why it failed or was refused: one word, `not_paused`, `superseded`, …
    public var reason: String?
    /// The state of the run after it.
    public var state: String
    /// Instruments whose safe state is known.
    public var safe: [InstrumentRole: SafeState] = [:]
    /// More that the command asked for, `progress` for a `status`; never in the place of a field above.
    public var details = JSONObject()

    /// A reply.
    public init(
        id: String?, command: String, timestamp: Timestamp, experiment: ExperimentID, status: Status,
        reason: String? = nil, state: String
    ) {
        self.id = id
        self.command = command
        self.timestamp = timestamp
        self.experiment = experiment
        self.status = status
        self.reason = reason
        self.state = state
    }

    /// The reply as one line of JSON, without the line feed.
    public var encoded: [UInt8] {
        var object = JSONObject([
            ("type", "command_reply"), ("id", .string(id)), ("command", .string(command)),
            ("timestamp", .string(timestamp.description)), ("experiment_id", .string(experiment.text)),
            ("status", .string(status.rawValue)), ("reason", .string(reason)), ("state", .string(state)),
            (
                "safe",
                .object(
                    JSONObject(
                        safe.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                            ($0.key.rawValue, .string($0.value.rawValue))
                        }))
            ),
        ])
        for field in details.fields where object[field.name] == nil { object[field.name] = field.value }
        return JSONValue.object(object).encoded
    }
}
