public import LabValues

/// What happened at the inbox, for the run's events and its audit.
public enum InboxEvent: Sendable {
    /// A command that the run will answer.
    case received(ReceivedCommand)
    /// Its last reply.
    case finished(ReceivedCommand, CommandReply, elapsed: Duration)
    /// A command without effect; `command` is nil where it could not be read.
    case refused(Command?, from: CommandOrigin, CommandRefusal)
    /// Refusals that came too fast to be told one by one.
    case refusals(RefusalSummary)

    /// `command_received`, `command_finished`, `command_refused`, `commands_refused`.
    public var name: String {
        switch self {
        case .received: "command_received"
        case .finished: "command_finished"
        case .refused: "command_refused"
        case .refusals: "commands_refused"
        }
    }

    /// What an event or an audit line says about it.
    public var facts: JSONObject {
        switch self {
        case .received(let received): Self.facts(of: received)
        case .finished(let received, let reply, let elapsed):
            [
                "id": .string(reply.id), "command": .string(reply.command), "status": .string(reply.status.rawValue),
                "reason": .string(reply.reason), "elapsed": .seconds(elapsed),
                "source": .string(received.origin.source), "issuer": .string(received.command.issuer),
            ]
        case .refused(let command, let origin, let refusal):
            [
                "id": .string(command?.id), "command": .string(command?.name), "status": "refused",
                "reason": .string(refusal.code), "message": .string(refusal.description),
                "source": .string(origin.source), "peer": .string(origin.peer), "issuer": .string(command?.issuer),
                "key_id": .string(command?.keyID),
            ]
        case .refusals(let summary):
            [
                "source": .string(summary.source), "count": .integer(summary.count),
                "reasons": .object(
                    JSONObject(summary.reasons.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
            ]
        }
    }

    private static func facts(of received: ReceivedCommand) -> JSONObject {
        let command = received.command
        var facts = JSONObject([
            ("id", .string(command.id)), ("command", .string(command.name)),
            ("source", .string(received.origin.source)), ("peer", .string(received.origin.peer)),
            ("issuer", .string(command.issuer)), ("key_id", .string(received.signer)),
            ("authenticated", .bool(received.isAuthenticated)), ("sent", .string(command.timestamp.description)),
        ])
        let size = JSONValue.object(command.parameters).encoded.count
        if size <= longestParameters {
            facts["params"] = .object(command.parameters)
        } else {
            facts["params_bytes"] = .integer(size)
        }
        return facts
    }

    /// Larger parameters are not repeated in events and audit lines.
    private static let longestParameters = 4096
}

/// How many commands came, and what became of them.
public struct InboxCounts: Sendable, Hashable {
    init() {}

    /// Reached the run.
    public var admitted = 0
    /// Were here before.
    public var repeated = 0
    /// Had no effect, whether that was answered or not.
    public var refused = 0
    /// Were for other runs.
    public var ignored = 0
}
