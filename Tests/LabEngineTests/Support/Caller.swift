import LabControl
import LabEngine
import LabValues
import Synchronization

/// Somebody who sends commands and keeps every reply; the diary gets a line for each: `reply ID accepted`.
final class Caller: Sendable {
    private let inbox: CommandInbox
    private let diary: Diary
    private let origin: CommandOrigin
    private let state = Mutex((replies: [CommandReply](), sent: [String]()))

    init(
        _ engine: ExperimentEngine, _ rig: Rig, over channel: CommandOrigin.Channel = .local, source: String = "socket"
    ) {
        (inbox, diary) = (engine.inbox, rig.diary)
        origin = CommandOrigin(source, channel, peer: "uid 1000")
    }

    /// Sends a command, and gives its id.
    @discardableResult
    func send(_ name: String, _ parameters: JSONObject = JSONObject(), id: String? = nil) -> String {
        let id = state.withLock { state in
            state.sent.append(id ?? "\(state.sent.count + 1)")
            return state.sent[state.sent.count - 1]
        }
        var command = Command(name, timestamp: Timestamp(millisecondsSinceEpoch: 0))
        command.id = id
        command.issuer = "ada"
        command.parameters = parameters
        inbox.receive(command, from: origin, route: route)
        return id
    }

    /// Sends a command, and waits for its last reply.
    func ask(_ name: String, _ parameters: JSONObject = JSONObject(), id: String? = nil) async -> CommandReply {
        let id = send(name, parameters, id: id)
        await diary.wait(for: "last reply \(id)")
        return lastReply(to: id)
    }

    func send(line: [UInt8]) { inbox.receive(line: line, from: origin, route: route) }

    /// The ids of what was sent.
    var sent: [String] { state.withLock { $0.sent } }
    var replies: [CommandReply] { state.withLock { $0.replies } }
    func replies(to id: String) -> [CommandReply] { replies.filter { $0.id == id } }
    func statuses(of id: String) -> [CommandReply.Status] { replies(to: id).map(\.status) }

    func lastReply(to id: String) -> CommandReply {
        replies(to: id).last { $0.status != .accepted }
            ?? CommandReply(
                id: id, command: "", timestamp: Timestamp(millisecondsSinceEpoch: 0), experiment: .none,
                status: .failed, reason: "no reply", state: "")
    }

    private var route: ReplyRoute {
        ReplyRoute { [self] reply, _ in
            state.withLock { $0.replies.append(reply) }
            diary.note("reply \(reply.id ?? "-") \(reply.status)")
            if reply.status != .accepted { diary.note("last reply \(reply.id ?? "-")") }
        }
    }
}

extension ExperimentID {
    fileprivate static let none = ExperimentID(program: "none", at: Timestamp(millisecondsSinceEpoch: 0), random: 0)
}
