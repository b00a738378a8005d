#if Kafka
import LabValues

/// Who has answered a command, and who still owes a last reply. Pure.
struct ReplyTally: Sendable {
    /// Runs in the order of their last replies.
    private(set) var last: [CommandReply] = []
    private(set) var open: [ExperimentID] = []
    /// False while more runs may answer.
    private var isComplete: Bool

    /// - Parameter isForOne: whether one run is meant; of the others nobody knows how many there are.
    init(isForOne: Bool) { isComplete = isForOne }

    /// Notes a reply; true when no other is waited for.
    mutating func note(_ reply: CommandReply) -> Bool {
        open.removeAll { $0 == reply.experiment }
        last.removeAll { $0.experiment == reply.experiment }
        if reply.status == .accepted { open.append(reply.experiment) } else { last.append(reply) }
        return isOver
    }

    /// Who has not answered by now will not; true when nobody owes anything.
    mutating func endFirst() -> Bool {
        isComplete = true
        return open.isEmpty
    }

    private var isOver: Bool { isComplete && open.isEmpty && !last.isEmpty }
}
#endif
