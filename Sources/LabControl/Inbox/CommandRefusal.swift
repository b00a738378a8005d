public import LabValues

/// Why a command has no effect, decided before the run sees it.
public enum CommandRefusal: LabFault, Hashable {
    /// No JSON, or a field that is wrong; `what` names it.
    case malformed(what: String)
    /// A line or a field longer than is read.
    case tooLong(what: String, limit: Int)
    case unknownCommand(String, known: [String])
    case expired(Timestamp, now: Timestamp)
    /// The sender's clock is ahead of ours.
    case clockSkew(sent: Timestamp, now: Timestamp)
    case wrongExperiment(asked: ExperimentID, here: ExperimentID)
    case wrongStation(asked: String, here: String?)
    /// An unsigned command where a signature is needed.
    case signatureRequired(command: String, setting: CommandPolicy.AcceptUnsigned)
    /// A signed command without a field that every signed one has.
    case unsignedField(String)
    case unknownKey(String)
    case badSignature(keyID: String)
    /// `expires` is not after `timestamp`, or more than five minutes after it.
    case livesTooLong(milliseconds: Int64)
    /// A signed command seen before, whose reply is no longer known.
    case replayed(id: String)
    case nonceReused(nonce: String)
    /// Another request of the same sender had this id.
    case idReused(id: String)
    case replyToRefused(String, allowed: [String])
    case inboxFull(capacity: Int)
    /// What guards against replay could not be written down.
    case notRecorded
    /// A client of the socket that is neither this user nor root.
    case foreignUser(UInt32)
    case tooManyClients(Int)

    public var recovery: Recovery { .refuse }

    /// The reply's `reason`.
    public var code: String {
        switch self {
        case .malformed: "malformed"
        case .tooLong: "too_long"
        case .unknownCommand: "unknown_command"
        case .expired: "expired"
        case .clockSkew: "clock_skew"
        case .wrongExperiment: "wrong_experiment"
        case .wrongStation: "wrong_station"
        case .signatureRequired: "signature_required"
        case .unsignedField: "signature_incomplete"
        case .unknownKey: "unknown_key"
        case .badSignature: "bad_signature"
        case .livesTooLong: "lives_too_long"
        case .replayed: "replayed"
        case .nonceReused: "nonce_reused"
        case .idReused: "id_reused"
        case .replyToRefused: "reply_to_refused"
        case .inboxFull: "inbox_full"
        case .notRecorded: "not_recorded"
        case .foreignUser: "foreign_user"
        case .tooManyClients: "too_many_clients"
        }
    }

    public var description: String {
        switch self {
        case .malformed(let what): "This is no command: \(what)."
        case .tooLong(let what, let limit): "The \(what) is longer than \(limit) bytes."
        case .unknownCommand(let name, _): "There is no command “\(name)” in this run."
        case .expired(let expires, let now): "The command expired at \(expires); it is \(now) here."
        case .clockSkew(let sent, let now): "The command was sent at \(sent); it is only \(now) here."
        case .wrongExperiment(let asked, let here): "The command is for \(asked); this is \(here)."
        case .wrongStation(let asked, let here): "The command is for the station “\(asked)”; this is “\(here ?? "")”."
        case .signatureRequired(let command, _): "“\(command)” needs a signature here."
        case .unsignedField(let name): "A signed command needs the field “\(name)”."
        case .unknownKey(let id): "No key called “\(id)” is listed here."
        case .badSignature(let id): "The signature is not that of the key “\(id)”."
        case .livesTooLong: "A signed command must expire after it is sent, and within five minutes."
        case .replayed(let id): "The signed command “\(id)” was here before."
        case .nonceReused(let nonce): "The nonce “\(nonce)” was used by another command."
        case .idReused(let id): "Another request had the id “\(id)”."
        case .replyToRefused(let place, _): "Replies may not go to “\(place)”."
        case .inboxFull(let capacity): "\(capacity) commands are waiting already."
        case .notRecorded: "The command could not be written down as seen."
        case .foreignUser(let uid): "The user \(uid) may not command this run."
        case .tooManyClients(let limit): "\(limit) clients are connected already."
        }
    }

    public var hint: String? {
        switch self {
        case .unknownCommand(let name, let known):
            (known.closest(to: name).map { "Did you mean “\($0)”? " } ?? "") + "Commands: "
                + known.joined(separator: ", ") + "."
        case .signatureRequired(_, let setting):
            "The setting \(CommandPolicy.setting) is “\(setting.rawValue)”. Sign the command with a listed key, send "
                + "it through the run's control socket, or change the setting."
        case .unknownKey: "Keys are listed under commands.keys."
        case .clockSkew, .expired: "Compare the clocks of both machines."
        case .replyToRefused(_, let allowed): "commands.replyTo allows: " + allowed.joined(separator: ", ") + "."
        case .notRecorded: "Free the disk, or send the command through the run's control socket."
        default: nil
        }
    }

    /// What a program may want to know, beside `reason`.
    public var details: JSONObject {
        var details = JSONObject([("message", .string(description)), ("hint", .string(hint))])
        switch self {
        case .unknownCommand(_, let known): details["known"] = .array(known.map { .string($0) })
        case .signatureRequired(_, let setting):
            details["setting"] = .string(CommandPolicy.setting)
            details["value"] = .string(setting.rawValue)
        case .replyToRefused: details["setting"] = "commands.replyTo"
        case .unknownKey: details["setting"] = "commands.keys"
        default: break
        }
        return details
    }
}
